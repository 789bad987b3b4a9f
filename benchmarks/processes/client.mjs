/** The client of the load benches: a number of connections, each with one request at a time, and every answer checked. */
import { connect } from "node:net";
import { Http1Reader } from "./http1.mjs";
import { answerText, eventsOf, requestBytes } from "./requests.mjs";

process.on("message", (order) => void run(order).then((result) => process.send(result)));
process.on("disconnect", () => process.exit(0));

/**
 * `order`: port, kind, headers, connections, and either durationMs (each connection asks on until then) or `each`
 * requests per connection; everyMs paces the requests of one connection. `marks` are texts that each answer's head or
 * body must hold.
 */
async function run(order) {
  const tally = { answers: 0, events: 0, bad: 0, problem: "", latencies: [], firstBytes: [] };
  const startedAt = performance.now();
  const bytes = requestBytes(order.kind, order.port, order.headers);
  await Promise.all(Array.from({ length: order.connections }, (_, i) => converse(order, bytes, i, tally)));
  const { latencies, firstBytes, ...rest } = tally;
  return { ...rest, elapsedMs: performance.now() - startedAt, latency: quantiles(latencies), firstByte: quantiles(firstBytes) };
}

function converse(
  { port, kind, connections, durationMs = Infinity, each = Infinity, everyMs = 0, marks = [] },
  bytes,
  index,
  tally,
) {
  return new Promise((resolve) => {
    const until = performance.now() + durationMs;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const answer = new Answer(kind, marks);
    let sentAt = 0;
    let asked = 0;
    let due = performance.now() + (everyMs * index) / connections;
    const ask = () => {
      const now = performance.now();
      if (asked >= each || now >= until) {
        socket.end();
        return;
      }
      if (everyMs > 0 && now < due) {
        setTimeout(ask, due - now);
        return;
      }
      due += everyMs;
      asked += 1;
      answer.begin();
      sentAt = performance.now();
      socket.write(bytes);
    };
    const fault = (problem) => {
      tally.bad += 1;
      tally.problem ||= problem;
    };
    const reader = new Http1Reader({
      head(text) {
        if (answer.expected) tally.firstBytes.push(0);
        answer.head(text);
      },
      body(piece) {
        if (answer.expected && answer.pieces++ === 0) tally.firstBytes[tally.firstBytes.length - 1] = performance.now() - sentAt;
        tally.events += answer.body(piece);
      },
      end() {
        tally.latencies.push(performance.now() - sentAt);
        tally.answers += 1;
        const problem = answer.problem();
        if (problem) fault(problem);
        ask();
      },
    });
    socket.on("data", (chunk) => reader.push(chunk));
    socket.on("error", (error) => fault(error.message));
    socket.on("close", () => {
      if (answer.open) fault("the connection was closed before the end of an answer");
      resolve();
    });
    // Streams that begin together stay together, and then only the client is measured.
    setTimeout(ask, kind === "stream" ? (index * 400) / connections : 0);
  });
}

/** What one answer has shown so far. */
class Answer {
  constructor(kind, marks) {
    /** Events of a stream; absent: the answer is whole. */
    this.expected = eventsOf[kind];
    this.marks = marks;
  }
  begin() {
    this.open = true;
    this.text = "";
    this.bytes = [];
    this.events = 0;
    this.pieces = 0;
    this.lastByte = 0;
  }
  head(text) {
    this.text = text;
  }
  /** Returns how many events ended within. */
  body(piece) {
    if (!this.expected) {
      this.bytes.push(piece);
      return 0;
    }
    let found = this.lastByte === 10 && piece[0] === 10 ? 1 : 0;
    for (let at = piece.indexOf("\n\n"); at >= 0; at = piece.indexOf("\n\n", at + 2)) found += 1;
    this.lastByte = piece[piece.length - 1];
    this.events += found;
    this.last = piece;
    return found;
  }
  problem() {
    this.open = false;
    if (!this.text.startsWith("HTTP/1.1 200")) return `answered ${this.text.slice(0, 40)}`;
    if (this.expected) {
      if (this.events !== this.expected) return `${this.events} events, expected ${this.expected}`;
      if (!this.last.includes("[DONE]")) return "the last piece is not [DONE]";
      return this.unmarked("");
    }
    const body = this.bytes.length === 1 ? this.bytes[0] : Buffer.concat(this.bytes);
    if (!body.includes(answerText) || body[body.length - 1] !== 0x7d) return "not the upstream's answer";
    return this.unmarked(body);
  }
  /** Streams carry no mark in their body. */
  unmarked(body) {
    const missing = this.marks.find(
      (mark) => !(mark.startsWith('"') ? body === "" || body.includes(mark) : this.text.includes(mark)),
    );
    return missing && `${missing} is missing`;
  }
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
