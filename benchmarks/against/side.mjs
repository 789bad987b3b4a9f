/** One side of a comparison: the gateway in this process, from a parsed request to its answer's last byte, with neither sockets nor other processes. */
import { createPipeline } from "@headgate/core";
import * as dialects from "@headgate/dialects";
import { createApp, createExchange } from "@headgate/http";
import auth from "@headgate/plugin-auth";
import circuitBreaker from "@headgate/plugin-circuit-breaker";
import fallback from "@headgate/plugin-fallback";
import keyFailover from "@headgate/plugin-key-failover";
import retry from "@headgate/plugin-retry";
import sessionSticky from "@headgate/plugin-session-sticky";
import { createMemoryStore } from "@headgate/store";
import { createUpstream } from "@headgate/upstream";
import { Principal } from "@headgate/words";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import { events, socketless, streams, text } from "../translation/provider.mjs";
import { asking, textOf } from "../translation/requests.mjs";

const [kind, amount, mode] = process.argv.slice(2);
const streamed = kind === "stream";

/** Those that this commit has. */
const spoken = [dialects.openai, dialects.anthropic, dialects.gemini].filter((one) => one !== undefined);
const silent = () => {};
const clock = { now: () => 1_790_000_000_000, after: () => silent, sleep: () => Promise.resolve() };
const random = { number: Math.random, uuid: randomUUID, bytes: randomBytes };
const log = { debug: silent, info: silent, warn: silent, error: (...said) => console.error(...said) };
const clientKey = "client-key-of-the-bench";

const providers = socketless(spoken.slice(0, 1), { later: setImmediate });
const upstream = createUpstream({ providers, dialects: spoken, clock, streams });
const uses = [auth({ keys: [{ name: "bench", value: clientKey }] })];
uses.push(sessionSticky({}), fallback({}), circuitBreaker({}), retry({}), keyFailover({}));
const host = { log, clock, random, providers, store: createMemoryStore({ clock }), exchange: createExchange };
const pipeline = await createPipeline(uses, { upstream, host, guard: Principal });
await pipeline.start();
const limits = {
  bodyLimitBytes: 1_048_576,
  uploadLimitBytes: 1_048_576,
  uploadFolder: "/tmp",
  uploadFolderLimitBytes: 1_048_576,
};
/** Bytes of the last answer's body; how they are cut into chunks depends on the turns they come in. */
let answered = 0;
const access = ({ bytes }) => (answered = bytes);
const app = createApp({ pipeline, dialects: spoken, providers, clock, random, log, ...limits, access });

/** Takes what is written to it. */
class Wire extends Duplex {
  remoteAddress = "127.0.0.1";
  bytes = 0;
  kept;
  _read() {}
  _write(chunk, _encoding, done) {
    this.bytes += chunk.length;
    this.kept?.push(chunk);
    done();
  }
}

const { bytes, path } = asking("openai", "openai", streamed);
const headers = {
  host: "gateway",
  authorization: `Bearer ${clientKey}`,
  "content-type": "application/json",
  "content-length": String(bytes.length),
};
const wire = new Wire();

/** One request, as Node's own server would hand it over. */
async function ask() {
  wire.bytes = 0;
  const req = new IncomingMessage(wire);
  Object.assign(req, { method: "POST", url: path, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1, headers });
  const res = new ServerResponse(req);
  res.assignSocket(wire);
  const finished = new Promise((resolve) => res.once("finish", resolve));
  app.handler(req, res);
  req.complete = true;
  req.push(bytes);
  req.push(null);
  await finished;
  res.detachSocket(wire);
  res.emit("close");
}

/** A first answer, looked at closely; all others must be as long. */
async function looked() {
  wire.kept = [];
  await ask();
  const [head, ...rest] = Buffer.concat(wire.kept).toString().split("\r\n\r\n");
  wire.kept = undefined;
  const body = rest.join("\r\n\r\n");
  if (!head.startsWith("HTTP/1.1 200") || !/^x-bf-provider: openai$/im.test(head)) throw new Error(head + body);
  const whole = streamed ? body.replaceAll(/^[\da-f]+\r\n|\r\n[\da-f]+\r\n/g, "").replace(/\r\n$/, "") : body;
  const got = textOf("openai", whole, streamed);
  if (got === false || !text.startsWith(got) || (streamed && got !== text)) throw new Error(`the text is ${got}`);
  if (!streamed && !body.includes('"extra_fields":{')) throw new Error(body);
  return answered;
}

const size = await looked();

async function many(times) {
  for (let i = 0; i < times; i++) {
    await ask();
    if (answered !== size || wire.bytes < size) throw new Error(`${answered} bytes of ${size}, ${wire.bytes} written`);
  }
}

if (mode === "count") {
  // The counter, which is preloaded, forgets at this word what was made so far.
  process.channel.ref();
  process.send("ready");
  await once(process, "message");
  await many(Number(amount));
  process.send("done");
} else {
  await many(Number(amount) / 2);
  const before = process.cpuUsage();
  await many(Number(amount));
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ micros: (user + system) / Number(amount) / (streamed ? events : 1) }));
  process.exit(0);
}
