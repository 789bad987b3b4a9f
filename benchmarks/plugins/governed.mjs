/** Requests of a virtual key that has a rate limit and a budget, and what must be left behind by them: limit, money, records. */
import { createDatabase } from "@headgate/db";
import { createPipeline, definePlugin, deliver, reply } from "@headgate/core";
import { createExchange } from "@headgate/http";
import auth from "@headgate/plugin-auth";
import governance from "@headgate/plugin-governance";
import rateLimit from "@headgate/plugin-rate-limit";
import usage from "@headgate/plugin-usage";
import { createMemoryStore } from "@headgate/store";
import { providersOf } from "@headgate/testkit";
import { bytesBody, scanBody } from "@headgate/wire";
import { Limits, Principal } from "@headgate/words";
import { randomBytes, randomUUID } from "node:crypto";
import { answer, Counting, headers, request } from "../pipeline/synthetic.mjs";
import { timedLater } from "../pipeline/timed.mjs";

const silent = () => {};
const clock = { now: Date.now, after, sleep: () => Promise.resolve() };
/** What waits only for its turn gets it at once, for no timer fires between the calls of a bench. */
function after(ms, then) {
  if (ms === 0) {
    queueMicrotask(then);
    return silent;
  }
  const timer = setTimeout(() => then(), ms);
  return () => clearTimeout(timer);
}
const random = { number: Math.random, uuid: randomUUID, bytes: randomBytes };
const used = { estimated: false, units: { input: 12, output: 5 } };
/** Nano-dollars that gpt-4o-mini takes for that. */
const cost = 12 * 150 + 5 * 600;
const admin = "a-long-enough-admin-key";
const config = { parse: () => ({}), safeParse: () => ({ success: true }) };

/** What stands in for a plugin that would have set this slot. */
function gives(slot, value) {
  const pre = (x) => x.set(slot, value());
  return definePlugin({ api: 1, name: `gives-${slot.name}`, config, gives: [slot], setup: () => ({ pre }) })({});
}

const limit = { owner: "VK", key: "bench", requests: { max: 1e9, window: { from: 0, until: 1e14 }, every: "100Y" } };
const boss = { id: "boss", name: "bench", kind: "virtual_key", admin: true };
let principal = boss;
const known = gives(Principal, () => principal);
const limited = gives(Limits, () => given);
const given = { request: [limit], call: () => [] };
const keyring = auth({ adminKeys: [{ name: "admin", value: admin }] });

/** `requests`, `money` and `records`: which of them must have been counted. */
export const governedVariants = {
  "governance with a key and a budget": { uses: [known, governance({})], money: true },
  "rate-limit with a request limit": { uses: [limited, rateLimit({})], requests: true },
  usage: { uses: [known, usage({ sink: "log" })], records: true },
  "auth + governance + rate-limit + usage": {
    uses: [keyring, usage({ sink: "log" }), governance({}), rateLimit({})],
    shown: true,
    requests: true,
    money: true,
    records: true,
  },
};

export async function measureGoverned({ uses, shown = false, requests = false, money = false, records = false }, timeMs) {
  const found = { status: 200, bytes: 0, sent: 0, records: 0 };
  const log = { debug: silent, info: () => void (found.records += 1), warn: silent, error: (...said) => console.error(...said) };
  const store = createMemoryStore({ clock });
  const db = await createDatabase({ driver: "sqlite", file: ":memory:" }, { clock, log });
  const providers = providersOf([{ name: "openai", dialect: "openai", credentials: ["k0"] }]);
  const later = (x, call) => {
    found.sent += 1;
    const said = reply({ status: 200, headers: { "content-type": "application/json" }, body: answer, call, usage: used });
    return new Promise((resolve) => resolve(said));
  };
  const host = { clock, log, store, db, providers, random, exchange: createExchange };
  const pipeline = await createPipeline(uses, { upstream: later, host, guard: Principal });
  await pipeline.start();
  const key = money ? await issue(pipeline) : { id: "vk" };
  principal = { ...boss, id: key.id };
  const sent = shown ? { ...headers, "x-bf-vk": key.value } : headers;
  const once = async () => {
    const [x, call] = request(false, sent);
    scanBody(call.body);
    const sink = new Counting();
    const out = await pipeline.send(x, call);
    deliver(out, sink);
    found.status = Math.max(found.status, out.status);
    found.bytes += sink.bytes;
    if (requests && !out.headers["x-ratelimit-remaining-requests"]) found.status = 0;
  };
  const check = () => {
    const counted = store.snapshot().counts.map(({ key: name, parts }) => [name.slice(name.lastIndexOf(":") + 1), parts[0][1]]);
    const left = { ...found, ...Object.fromEntries(counted) };
    const calls = found.sent;
    const must = { status: 200, bytes: calls * answer.length, sent: calls, records: records ? 2 * calls : 0 };
    if (money) must.budget = calls * cost;
    if (requests) must.requests = calls;
    for (const name of new Set([...Object.keys(left), ...Object.keys(must)]))
      if (left[name] !== must[name]) throw new Error(`${JSON.stringify(left)}, not ${JSON.stringify(must)}`);
  };
  // Some seconds' worth of requests: so much code is not compiled within the time that a bench warms up.
  for (let i = 0; i < (timeMs > 1 ? 30_000 : 100); i++) await once();
  const timed = await timedLater(once, timeMs);
  // Writes the records that wait.
  await pipeline.close();
  if (found.sent < 100) throw new Error(`${found.sent} calls left`);
  check();
  await db.close();
  return timed;
}

/** By the way an administrator takes. */
async function issue(pipeline) {
  const { send } = pipeline.routes.find(({ method, path }) => method === "POST" && path === "/api/governance/virtual-keys");
  const limits = { rate_limit: { request_max_limit: 1e9, request_reset_duration: "100Y" } };
  const money = { budget: { max_limit: 1e6, reset_duration: "100Y" } };
  const json = { name: "bench", provider_configs: [{ provider: "openai", weight: 1 }], ...limits, ...money };
  const [made, call] = request(false, { ...headers, authorization: `Bearer ${admin}` });
  const body = bytesBody(Buffer.from(JSON.stringify(json)));
  const out = await send(adminOf(made, body), call);
  if (out.status !== 200) throw new Error(JSON.stringify(out.error));
  deliver(out, new Counting());
  return JSON.parse(out.body).virtual_key;
}

/** The same exchange, on its way to a route of the administrator. */
function adminOf(x, body) {
  return Object.assign(x, { access: "admin", inference: false, path: "/api/governance/virtual-keys", body });
}
