/** Several processes' stores on one real server, by the server's own clock. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore, type RedisStore } from "../src/index.ts";
import { keptLog, realClock, sleep } from "./real-clock.ts";
import { noRedis, type RedisServer, startRedis } from "../../../scripts/servers/redis.ts";

let server: RedisServer;

describe.skipIf(noRedis)(`replicas on one Redis${noRedis ?? ""}`, () => {
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  it("admits exactly 100 a second of 1,000 that four replicas offer", { timeout: 20_000 }, async () => {
    const stores = Array.from({ length: 4 }, () => replica());
    const hold = { key: "k", amount: 1, limit: 100, window: { ms: 1000 } };
    const admittedAt: number[] = [];
    await Promise.all(stores.map((store) => store.delete("warm")));
    const began = await serverNow();
    await Promise.all(
      stores.map(async (store, s) => {
        const pending: Promise<void>[] = [];
        // Paced by the time, so that a machine that stood still catches up.
        for (let sent = 0; sent < 750;) {
          const due = Math.min(750, Math.floor((Date.now() - began) / 4));
          for (; sent < due; sent++) {
            const answered = store.reserve(`${s}-${sent}`, [hold], 10_000);
            pending.push(answered.then(({ ok }) => void (ok && admittedAt.push(Date.now()))));
          }
          await sleep(4);
        }
        await Promise.all(pending);
      }),
    );
    const ended = await serverNow();
    const [first, last] = [Math.floor(began / 1000), Math.floor(ended / 1000)];
    expect(admittedAt.length).toBeLessThanOrEqual(100 * (last - first + 1));
    // What was offered all the time: the first second may have begun before, the last one is cut off.
    const whole = Array.from({ length: last - first - 1 }, (_, i) => first + 1 + i);
    expect(whole.length).toBeGreaterThanOrEqual(2);
    // The limit is used up early in each second, so an answer falls into the second that it was counted in.
    expect(whole.map((second) => admittedAt.filter((at) => Math.floor(at / 1000) === second).length)).toEqual(
      whole.map(() => 100),
    );
    await closed(stores);
  });

  it("never admits more than 50 in any second of a sliding window", { timeout: 20_000 }, async () => {
    const stores = [replica(), replica()];
    const hold = { key: "sliding", amount: 1, limit: 50, window: { ms: 1000, sliding: true } };
    const admitted: { readonly from: number; readonly until: number }[] = [];
    const began = Date.now();
    for (let i = 0; Date.now() - began < 2600; i++) {
      const from = Date.now();
      const answers = await Promise.all(stores.map((store, s) => store.reserve(`s${s}-${i}`, [hold], 10_000)));
      for (const { ok } of answers) if (ok) admitted.push({ from, until: Date.now() });
      await sleep(3);
    }
    for (const { from } of admitted) {
      expect(admitted.filter((it) => it.from >= from && it.until < from + 999).length).toBeLessThanOrEqual(50);
    }
    // The limit again after each window and at most one part.
    expect(admitted.length).toBeGreaterThanOrEqual(100);
    await closed(stores);
  });

  it("frees a killed owner's places within the TTL, and leaves its windows charged", async () => {
    const [owner, other] = [replica(), replica()];
    const places = { key: "places", amount: 1, limit: 50 };
    const tokens = { key: "tokens", amount: 10, limit: 10_000, window: { from: 0, until: Date.now() + 60_000 } };
    await Promise.all(Array.from({ length: 50 }, (_, i) => owner.reserve(`o${i}`, [places, tokens], 700)));
    await owner.close();
    expect(await other.reserve("early", [places], 1000)).toMatchObject({ ok: false, used: 50 });
    await sleep(750);
    expect(await other.used([places, tokens])).toEqual([0, 500]);
    expect(await other.reserve("late", [{ ...places, amount: 50 }], 1000)).toEqual({ ok: true, remaining: [0] });
    await closed([other]);
  });

  it("lets one replica settle and renew what another has reserved, and tells it of a cooldown within a second", async () => {
    const [one, other] = [replica(), replica()];
    const hold = { key: "shared", amount: 5, limit: 10, window: { ms: 3_600_000, sliding: true } };
    await one.reserve("id", [hold], 1000);
    expect(await other.renew("id", 60_000)).toBe(true);
    await other.settle("id", [2]);
    expect([await one.renew("id", 1000), await one.used([hold])]).toEqual([false, [2]]);
    expect(await other.get("cooldown")).toBeUndefined();
    await one.max("cooldown", 7, 60_000);
    const began = Date.now();
    while ((await other.get("cooldown")) === undefined) await sleep(10);
    expect(Date.now() - began).toBeLessThan(1500);
    await closed([one, other]);
  });
});

function replica(): RedisStore {
  return createRedisStore({ url: server.path, log: keptLog(), clock: realClock, timeoutMs: 4000 });
}

async function serverNow(): Promise<number> {
  const [seconds = 0, micros = 0] = [...(await server.ask("TIME")).matchAll(/\r\n(\d+)\r\n/g)].map(([, digits]) =>
    Number(digits),
  );
  return seconds * 1000 + Math.floor(micros / 1000);
}

async function closed(stores: readonly RedisStore[]): Promise<void> {
  await Promise.all(stores.map((store) => store.close()));
}
