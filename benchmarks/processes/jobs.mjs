/** The client of the jobs bench: submits jobs, at a pace or as fast as they are taken, and collects what became of each. */
import { connect } from "node:net";
import { Http1Reader } from "./http1.mjs";
import { answerText, clientKey, requestBytes } from "./requests.mjs";

const path = "/v1/async/chat/completions";
const again = 50;

process.on("message", (order) => void (order.ids ? collect(order) : submit(order)).then((result) => process.send(result)));
process.on("disconnect", () => process.exit(0));

/** Resolves with a job for each name: its id, when it was sent and when it was answered (ms of the machine's clock), or a problem. */
function submit({ port, connections, names, perSecond }) {
  const bytesOf = (i) => requestBytes("json", port, [], { path, user: names[i] });
  return askAll({ port, connections, count: names.length, perSecond }, bytesOf, ({ i, sentAt, head, body }) => {
    const { id, status } = jsonOf(body);
    if (!head.startsWith("HTTP/1.1 202") || status !== "pending")
      return { problem: `${names[i]} was answered ${shown(head, body)}` };
    return { id, sentAt, answeredAt: now() };
  });
}

/** Resolves with the end of each: when it was made and when it ended (ms of the gateway's clock), or a problem. */
function collect({ port, connections, ids }) {
  const bytesOf = (i) => {
    const head = [`GET ${path}/${ids[i]} HTTP/1.1`, `host: 127.0.0.1:${port}`, `authorization: Bearer ${clientKey}`];
    return Buffer.from(`${head.join("\r\n")}\r\n\r\n`);
  };
  return askAll({ port, connections, count: ids.length }, bytesOf, ({ i, head, body }) => {
    if (head.startsWith("HTTP/1.1 202")) return undefined;
    const { id, status, status_code: code, created_at: made, completed_at: ended, result } = jsonOf(body);
    const isRight = id === ids[i] && status === "completed" && code === 200;
    if (!isRight || !result?.choices?.[0]?.message?.content?.startsWith(answerText))
      return { problem: `${ids[i]} was collected as ${shown(head, body)}` };
    return { madeAt: Date.parse(made), endedAt: Date.parse(ended) };
  });
}

/** Asks `count` times, `connections` at a time; `read` makes of each answer a result, or undefined: ask again. */
async function askAll({ port, connections, count, perSecond = Infinity }, bytesOf, read) {
  const results = Array.from({ length: count });
  const start = now();
  let next = 0;
  const converse = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let asked = { i: -1, sentAt: 0, head: "", body: [] };
      const ask = (i) => {
        const wait = start + (i * 1000) / perSecond - now();
        if (i >= count) socket.end();
        else if (wait > 1) setTimeout(ask, wait, i);
        else {
          asked = { i, sentAt: now(), head: "", body: [] };
          socket.write(bytesOf(i));
        }
      };
      const reader = new Http1Reader({
        head: (text) => (asked.head = text),
        body: (bytes) => asked.body.push(bytes),
        end() {
          const result = read({ ...asked, body: Buffer.concat(asked.body) });
          if (result) {
            results[asked.i] = result;
            ask(next++);
          } else setTimeout(ask, again, asked.i);
        },
      });
      socket.on("connect", () => ask(next++));
      socket.on("data", (chunk) => reader.push(chunk));
      socket.on("error", reject);
      socket.on("close", resolve);
    });
  const ended = await Promise.allSettled(Array.from({ length: connections }, converse));
  const broken = ended.find(({ reason }) => reason)?.reason.message ?? "the connection was closed before the answer";
  return results.map((result) => result ?? { problem: broken });
}

/** The upstream's clock too: monotonic, and the same for every process of a machine. */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

function jsonOf(body) {
  try {
    return JSON.parse(body.toString());
  } catch {
    return {};
  }
}

function shown(head, body) {
  return `${head.slice(0, 40)}: ${body.toString().slice(0, 200)}`;
}
