/** The provider of the load benches: a constant chat answer of 700 bytes, or a stream, paced or not. It reads every body to its end. */
import { createServer } from "node:net";
import { Http1Reader } from "./http1.mjs";
import { answerText, eventsOf } from "./requests.mjs";

const paceMs = 4;
const answer = whole();
const frames = { stream: events(eventsOf.stream), burst: events(eventsOf.burst) };
const streamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/** Who starts it with a channel may ask what has come since: the `user` of each request, and when (ms of the machine's clock). */
const arrivals = process.send && [];
const refusal = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

const server = createServer({ noDelay: true }, (socket) => {
  let size = 0;
  let streamed;
  socket.on("error", () => {});
  const reader = new Http1Reader({
    head() {
      size = 0;
      streamed = undefined;
    },
    body(bytes) {
      if (size < 2048 && bytes.includes('"stream":true')) streamed = bytes.includes('"max_tokens"') ? "burst" : "stream";
      if (arrivals && size === 0)
        arrivals.push([/"user":"([^"]*)"/.exec(bytes.latin1Slice())?.[1], Number(process.hrtime.bigint()) / 1e6]);
      size += bytes.length;
    },
    end() {
      // No request of ours lies between: such a body was cut on its way.
      if (size < 150 || (size > 4096 && size < 1_000_000)) socket.write(refusal);
      else if (streamed === "stream") stream(socket);
      else if (streamed) burst(socket);
      else socket.write(answer);
    },
  });
  socket.on("data", (chunk) => reader.push(chunk));
});
process.on("message", () => process.send(arrivals.splice(0)));
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

function stream(socket) {
  const saying = say(socket, frames.stream);
  saying.next();
  const timer = setInterval(() => saying.next().done && clearInterval(timer), paceMs);
}

function burst(socket) {
  const saying = say(socket, frames.burst);
  const step = () => saying.next().done || setImmediate(step);
  step();
}

/** One event at a time, each in a write of its own. */
function* say(socket, all) {
  socket.write(streamHead);
  for (const frame of all) {
    yield;
    if (socket.destroyed) return;
    socket.write(frame);
  }
  socket.write("0\r\n\r\n");
}

function whole() {
  const message = { role: "assistant", content: `${answerText}. `.repeat(7).trim(), refusal: null };
  const body = JSON.stringify({
    id: "chatcmpl-bench0000000000000000000000",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "gpt-4o-mini",
    choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    usage: { prompt_tokens: 31, completion_tokens: 70, total_tokens: 101, prompt_tokens_details: { cached_tokens: 0 } },
    system_fingerprint: "fp_bench",
  });
  return Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

/** Content events of about 220 bytes, one with the usage, and the terminator; each as a chunk of its own. */
function events(all) {
  const length = all - 2;
  const base = {
    id: "chatcmpl-bench0000000000000000000000",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "gpt-4o-mini",
  };
  const event = (fields) => `data: ${JSON.stringify({ ...base, system_fingerprint: "fp_bench", ...fields })}\n\n`;
  const delta = (i) => ({
    index: 0,
    delta: { content: ` word${String(i).padStart(3, "0")}` },
    logprobs: null,
    finish_reason: i === length - 1 ? "stop" : null,
  });
  const contents = Array.from({ length }, (_, i) => event({ choices: [delta(i)] }));
  const usage = event({ choices: [], usage: { prompt_tokens: 31, completion_tokens: length, total_tokens: 31 + length } });
  return [...contents, usage, "data: [DONE]\n\n"].map((text) => Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`));
}
