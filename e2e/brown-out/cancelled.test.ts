/** Promise: ten thousand clients that leave use up no limit for good, whether it is kept in memory or in a real Redis. */
import { refuse, refused, reply, type Send, type Store } from "@headgate/core";
import rateLimit from "@headgate/plugin-rate-limit";
import { createRedisStore } from "@headgate/store";
import { createHost, exchangeOf, leave, openPipeline } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noRedis, type RedisServer, startRedis } from "../../scripts/servers/redis.ts";

const all = 10_000;
const atOnce = 10;
const of = { requests: { max: atOnce, window: "1d" }, tokens: { max: 20_000, window: "1d" }, concurrency: atOnce };
const limits = [
  { per: "all" as const, ...of },
  { per: "provider" as const, ...of },
];

const good: Send = (_x, call) => reply({ status: 200, call, body: '{"id":"1"}' });
/** A provider that says nothing until the client has left. */
const silent: Send = (x, call) =>
  new Promise((resolve) => {
    const left = refuse({ code: "client_closed_request", status: 499, message: "the client left", by: "gateway" });
    x["~onAbort"](() => resolve(refused(left, call)));
  });
const deserted: Send = (x, call) => {
  setImmediate(() => leave(x));
  return silent(x, call);
};

let redis: RedisServer | undefined;
let stores = 0;
beforeAll(async () => void (redis = noRedis ? undefined : await startRedis()));
afterAll(() => redis?.stop());

describe.each<readonly [string, boolean, () => { readonly store?: Store }]>([
  ["memory", false, () => ({})],
  [`Redis${noRedis ?? ""}`, noRedis !== undefined, () => ({ store: redisStore() })],
])("on %s", (_where, missing, more) => {
  test.skipIf(missing).each([
    ["before the limits have answered", true],
    ["while the provider is silent", false],
  ])("10,000 calls whose clients leave %s leave no permanent 429", async (_when, atStart) => {
    const host = createHost(more());
    let [answer, calls] = [atStart ? silent : deserted, 0];
    const send: Send = (x, call) => (calls++, answer(x, call));
    const open = await openPipeline([rateLimit({ limits })], { host, send });
    for (let n = 0; n < all / atOnce; n++) {
      const some = Array.from({ length: atOnce }, () => {
        const x = exchangeOf();
        if (atStart) leave(x);
        return open.send(x);
      });
      for (const { status } of await Promise.all(some)) expect(status).toBe(499);
    }
    expect(calls).toBe(all);
    answer = good;
    const statuses: number[] = [];
    for (let n = 0; n <= atOnce; n++) statuses.push((await open.send(exchangeOf())).status);
    expect(statuses).toEqual([...Array.from({ length: atOnce }, () => 200), 429]);
    await open.close();
    await host.store.close();
  });
});

function redisStore(): Store {
  const after = (ms: number, then: () => void): (() => void) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  };
  const clock = { now: Date.now, after };
  // A shared machine may stand still for longer than an operation normally may take.
  return createRedisStore({ url: redis!.url, log: createHost().log, clock, prefix: `cancelled${stores++}:`, timeoutMs: 4000 });
}
