/** Plugins and requests that stand for real ones: hooks that do a little, and can be seen to have run. */
import { createPipeline, definePlugin, reply } from "@headgate/core";
import { createExchange } from "@headgate/http";
import { bytesBody } from "@headgate/wire";

/** Takes no options; a real plugin has a zod schema here. */
const config = { parse: () => ({}), safeParse: () => ({ success: true }) };

/** How many hooks have run, so that no figure is that of a plugin left out. */
export const ran = { pre: 0, post: 0, done: 0, error: 0, chunk: 0 };

/** `hooks` are added to pre, post and done. */
export function plugin(i, hooks = {}) {
  const own = {
    pre(x) {
      ran.pre += x.inference ? 1 : 0;
    },
    post(_x, { status }) {
      ran.post += status === 200 ? 1 : 0;
    },
    done(_x, { bytes }) {
      ran.done += bytes >= 0 ? 1 : 0;
    },
    ...hooks,
  };
  return definePlugin({ api: 1, name: `plugin-${i}`, config, setup: () => own })({});
}

export function plugins(count, hooks) {
  return Array.from({ length: count }, (_, i) => plugin(i, hooks));
}

const silent = () => {};
export const clock = { now: Date.now, after: () => silent, sleep: () => Promise.resolve() };

/** `parts` are what real plugins need of a host besides. */
export async function pipelineOf(uses, upstream, parts = {}) {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return createPipeline(uses, { upstream, host: { log, clock, exchange: createExchange, ...parts } });
}

const bytes = Buffer.from('{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}');
export const headers = { "content-type": "application/json", authorization: "Bearer some-client-key" };

/** `sent` are the client's headers. */
export function request(stream = false, sent = headers) {
  const body = bytesBody(bytes);
  const x = createExchange({
    id: "bench",
    access: "client",
    inference: true,
    operation: "chat",
    dialect: "openai",
    stream,
    method: "POST",
    path: "/v1/chat/completions",
    query: "",
    peer: "127.0.0.1",
    headers: sent,
    body,
  });
  return [x, { provider: "openai", model: "gpt-4o-mini", body }];
}

export const answer = Buffer.alloc(700, 0x20);

export function upstream(_x, call) {
  return reply({ status: 200, headers: { "content-type": "application/json" }, body: answer, call });
}

/** Counts what reaches the client. */
export class Counting {
  bytes = 0;
  writes = 0;
  ended = "";
  write(bytes) {
    this.bytes += bytes.length;
    this.writes += 1;
  }
  end() {
    this.ended = "end";
  }
  fail() {
    this.ended = "fail";
  }
}
