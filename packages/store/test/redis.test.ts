/** The Redis driver on a real server: the suite every driver passes, with the time handed in, and what is its own. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ManualClock, storeCases } from "../src/cases/index.ts";
import { createRedisStore, type RedisStore } from "../src/index.ts";
import { manualClock } from "./manual-clock.ts";
import { keptLog, realClock } from "./real-clock.ts";
import { noRedis, type RedisServer, startRedis } from "../../../scripts/servers/redis.ts";

let server: RedisServer;
let stores = 0;

describe.skipIf(noRedis)(`the Redis store${noRedis ?? ""}`, () => {
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  describe.each([
    [0, 0],
    [1_790_000_000_123, 1000],
  ])("at time %i with a mirror of %i ms", (start, mirrorMs) => {
    it.each(storeCases)("$name", async ({ run }) => {
      await expect(run((clock) => storeOn(clock, mirrorMs), manualClock(start))).resolves.toBeUndefined();
    });
  });

  it("answers what it knows at once, misses too, and for no longer than it may", async () => {
    const clock = manualClock(5000);
    const [store, other] = [storeOn(clock), storeOn(clock, 1000, stores)];
    expect(await store.get("a")).toBeUndefined();
    await other.set("a", "1", 10_000);
    expect([store.get("a"), other.get("a")]).toEqual([undefined, "1"]);
    void clock.advance(1000);
    expect(store.get("a")).toBeInstanceOf(Promise);
    expect([await store.get("a"), await other.get("a")]).toEqual(["1", "1"]);
    await closed(store, other);
  });

  it("knows what it has written before the server says so, and never takes an older answer for it", async () => {
    const store = storeOn(manualClock(5000));
    const reading = store.get("a");
    const writing = store.set("a", "1", 10_000);
    expect(store.get("a")).toBe("1");
    expect([await reading, await writing]).toEqual([undefined, undefined]);
    expect(store.get("a")).toBe("1");
    const raising = store.max("b", 7, 10_000);
    expect(store.get("b")).toBe("7");
    expect(await raising).toBe(7);
    const deleting = store.delete("a");
    expect(store.get("a")).toBeUndefined();
    await deleting;
    await closed(store);
  });

  it("learns from an answer that another holds a longer cooldown", async () => {
    const clock = manualClock(5000);
    const [store, other] = [storeOn(clock), storeOn(clock, 1000, stores)];
    await other.max("a", 9, 10_000);
    expect([await store.max("a", 5, 10), store.get("a")]).toEqual([9, "9"]);
    await closed(store, other);
  });

  it("sends its scripts again when the server has lost them", async () => {
    const store = storeOn(manualClock(5000));
    await store.reserve("a", [{ key: "k", amount: 1, limit: 2 }], 1000);
    await server.ask("SCRIPT", "FLUSH");
    expect(await store.reserve("b", [{ key: "k", amount: 1, limit: 2 }], 1000)).toEqual({ ok: true, remaining: [0] });
    await closed(store);
  });

  it("leaves nothing held, and no key behind, after 10,000 cancelled reservations", async () => {
    const store = storeOn(manualClock(5000));
    const holds = [{ key: "k", amount: 1, limit: 10_000 }];
    for (let batch = 0; batch < 100; batch++) {
      const ids = Array.from({ length: 100 }, (_, i) => `${batch}-${i}`);
      // Cancelled while it is on its way: nobody waits for the answer before the end is told.
      await Promise.all(ids.flatMap((id) => [store.reserve(id, holds, 60_000), store.settle(id, [0])]));
    }
    expect(await store.used(holds)).toEqual([0]);
    expect(await server.ask("KEYS", `t${stores}:*`)).toBe("*0\r\n+OK\r\n");
    await closed(store);
  });

  it("gives every key an end", async () => {
    const store = storeOn(manualClock(5000));
    const windows = [undefined, { ms: 1000 }, { ms: 1000, sliding: true }, { from: 0, until: Infinity }];
    await store.reserve(
      "a",
      windows.map((window) => ({ key: "k", amount: 1, limit: 1, window })),
      1000,
    );
    await store.set("v", "1", Infinity);
    await store.max("m", 1, 10);
    const keys = (await server.ask("KEYS", `t${stores}:*`)).split("\r\n").filter((line) => line.startsWith("t"));
    expect(keys).toHaveLength(7);
    for (const key of keys) expect(await server.ask("PTTL", key)).toMatch(/^:[1-9]/);
    await closed(store);
  });
});

function storeOn(clock: ManualClock, mirrorMs = 1000, shared?: number): RedisStore {
  const prefix = `t${shared ?? ++stores}:`;
  const own = { now: clock.now, after: realClock.after };
  // A shared machine may stand still for longer than an operation normally may take.
  return createRedisStore({ url: server.path, log: keptLog(), clock: own, now: clock.now, mirrorMs, prefix, timeoutMs: 4000 });
}

async function closed(...all: readonly RedisStore[]): Promise<void> {
  await Promise.all(all.map((store) => store.close()));
}
