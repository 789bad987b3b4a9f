/** A store that cannot be used costs a bounded wait, then nothing: the driver refuses by itself, asks rarely, and heals. */
import { RefusalError } from "@headgate/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore, type RedisStore } from "../src/index.ts";
import { type Proxy, startProxy, type Trouble } from "../../../scripts/servers/proxy.ts";
import { type KeptLog, keptLog, realClock, sleep } from "./real-clock.ts";
import { noRedis, type RedisServer, startRedis } from "../../../scripts/servers/redis.ts";

const timeoutMs = 100;
const probeMs = 500;
/** A shared machine stands still now and then. */
const stallMs = 500;
const hold = { key: "k", amount: 1, limit: 1e9, window: { ms: 60_000 } };

const faults: readonly (readonly [name: string, fault: Trouble])[] = [
  ["is slow by 0.5 s", { kind: "slow", ms: 500 }],
  ["is slow by 30 s", { kind: "slow", ms: 30_000 }],
  ["swallows everything", { kind: "blackholed" }],
  ["refuses connections", { kind: "down" }],
  ["drops every connection", { kind: "dropping" }],
  ["has become a replica", { kind: "says", error: "READONLY You can't write against a read only replica." }],
  ["is loading its data", { kind: "says", error: "LOADING Redis is loading the dataset in memory" }],
  ["is out of memory", { kind: "says", error: "OOM command not allowed when used memory > 'maxmemory'." }],
  ["wants a password", { kind: "says", error: "NOAUTH Authentication required." }],
];

interface Scene {
  readonly proxy: Proxy;
  readonly store: RedisStore;
  readonly log: KeptLog;
}

let server: RedisServer;
let scenes = 0;

describe.skipIf(noRedis)(`when Redis cannot be used${noRedis ?? ""}`, () => {
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  it.each(faults)("refuses fast, asks rarely and heals, when the server %s", { timeout: 40_000 }, async (_, fault) => {
    await scene(async ({ proxy, store, log }) => {
      await store.reserve("before", [hold], 1000);
      await proxy.become(fault);

      for (let call = 0; call < 5; call++)
        expect(await failure(store.reserve(`r${call}`, [hold], 1000))).toBeLessThan(timeoutMs + stallMs);
      proxy.recount();
      const began = Date.now();
      const refusals: number[] = [];
      while (Date.now() - began < 3 * probeMs) {
        const operations = [store.reserve("x", [hold], 1000), store.settle("x", [1]), store.renew("x", 1), store.used([hold])];
        const values = [store.get("a"), store.set("a", "1", 1000), store.max("b", 1, 1000), store.delete("a")];
        const waits = await Promise.all([...operations, ...values].map(failure));
        refusals.push(...waits);
        await sleep(5);
      }
      // A shared machine stands still now and then; what waits for the network would always take longer.
      expect(refusals.toSorted((a, b) => a - b)[Math.floor(refusals.length * 0.9)]).toBeLessThan(50);
      // A probe is one connection and, where that is made, one command.
      const probes = Math.floor((Date.now() - began) / probeMs) + 1;
      expect(proxy.calls.connections).toBeLessThanOrEqual(probes);
      expect(proxy.calls.sent).toBeLessThanOrEqual(probes);
      expect(proxy.calls.connections > 0).toBe(fault.kind !== "down");
      expect(log.lines).toEqual(["warn: the store does not answer: it is refused until a probe succeeds"]);

      await proxy.become({ kind: "none" });
      const healing = Date.now();
      while (!(await succeeds(store)) && Date.now() - healing < 10_000) await sleep(10);
      expect(await succeeds(store)).toBe(true);
      expect(log.lines.slice(1)).toEqual(["info: the store answers again"]);
    });
  });

  it("makes a lost connection again at once, and says nothing", async () => {
    await scene(async ({ proxy, store, log }) => {
      await store.reserve("a", [hold], 1000);
      // Only a connection that has lived for a while is worth that.
      await sleep(probeMs + 50);
      proxy.cut();
      const began = Date.now();
      while (!(await succeeds(store)) && Date.now() - began < 1000) await sleep(1);
      expect(Date.now() - began).toBeLessThan(probeMs);
      expect(log.lines).toEqual([]);
    });
  });

  it("is not shut by one command that the server refuses", async () => {
    await scene(async ({ store, log }) => {
      await server.ask("SET", `brown${scenes}:f60000:k`, "not a hash");
      for (let call = 0; call < 10; call++) await failure(store.reserve("a", [hold], 1000));
      expect([await succeeds(store), log.lines]).toEqual([true, []]);
    });
  });

  it("waits for its first connection, and is refused by name when there is none", async () => {
    const log = keptLog();
    const store = createRedisStore({ url: "redis://:secret@127.0.0.1:1", log, clock: realClock, timeoutMs, probeMs });
    expect(await failure(store.get("a"))).toBeLessThan(timeoutMs + stallMs);
    expect(log.lines).toHaveLength(1);
    await store.close();
    await failure(store.get("b"));
  });

  it("leaves no timer and no socket behind once it is closed, whatever state it was in", async () => {
    await sleep(2 * timeoutMs);
    const before = active();
    await scene(async ({ store }) => void (await store.get("a")));
    await scene(async ({ proxy, store }) => {
      await proxy.become({ kind: "blackholed" });
      await Promise.all(Array.from({ length: 5 }, (_, i) => failure(store.get(`${i}`))));
    });
    await scene(async () => {});
    await expect.poll(active, { timeout: 2000 }).toBeLessThanOrEqual(before);
  });
});

async function scene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const proxy = await startProxy(server.path);
  const log = keptLog();
  const store = createRedisStore({
    url: `redis://127.0.0.1:${proxy.port}`,
    log,
    clock: realClock,
    timeoutMs,
    probeMs,
    prefix: `brown${++scenes}:`,
    mirrorMs: 0,
  });
  try {
    await play({ proxy, store, log });
  } finally {
    await store.close();
    await proxy.stop();
  }
}

/** How long it took to be refused. */
async function failure(work: unknown): Promise<number> {
  const began = Date.now();
  const error: unknown = await Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(RefusalError);
  expect((error as RefusalError).refusal).toMatchObject({ code: "store_unavailable", status: 503, by: "gateway" });
  expect(String((error as RefusalError).cause)).not.toContain("secret");
  return Date.now() - began;
}

async function succeeds(store: RedisStore): Promise<boolean> {
  return Promise.resolve(store.set("probe", "1", 1000)).then(
    () => true,
    () => false,
  );
}

function active(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCP|Pipe|Timeout/.test(name)).length;
}
