/** A process that stands still hears nobody: that is its own fault, and neither the server's nor the caller's. */
import { createClock } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore, type RedisStore } from "../src/index.ts";
import { whenSilent } from "../src/redis-silence.ts";
import { type KeptLog, keptLog, realClock } from "./real-clock.ts";
import { noRedis, type RedisServer, startRedis } from "../../../scripts/servers/redis.ts";

const hold = { key: "k", amount: 1, limit: 1e9, window: { ms: 60_000 } };

describe.skipIf(noRedis)(`a busy process${noRedis ?? ""}`, () => {
  let server: RedisServer;
  let stores = 0;
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  const open = (): { readonly store: RedisStore; readonly log: KeptLog } => {
    const log = keptLog();
    return { log, store: createRedisStore({ url: server.url, log, clock: realClock, prefix: `busy${stores++}:` }) };
  };

  it("hears the answers that came while it stood still", async () => {
    const { store, log } = open();
    await store.reserve("before", [hold], 1000);
    for (let time = 0; time < 6; time++) {
      const asked = [store.reserve(`${time}`, [hold], 1000), store.used([hold]), store.set("v", `${time}`, 1000)];
      standStill(400);
      await expect(Promise.all(asked)).resolves.toBeDefined();
    }
    expect(log.lines).toEqual([]);
    await store.close();
  });

  it("gets its first connection, however long it stands still meanwhile", async () => {
    const { store, log } = open();
    const asked = store.reserve("first", [hold], 1000);
    setImmediate(() => standStill(1500));
    await expect(asked).resolves.toMatchObject({ ok: true });
    expect(log.lines).toEqual([]);
    await store.close();
  });

  it("gets 1,000 cold calls at once through, though each of them takes its time", { timeout: 20_000 }, async () => {
    const { store, log } = open();
    const one = async (call: number): Promise<boolean> => {
      for (let turns = call % 10; turns >= 0; turns--) await new Promise((resolve) => void setImmediate(resolve));
      standStill(1);
      const { ok } = await store.reserve(`${call}`, [hold], 60_000);
      standStill(1);
      await store.settle(`${call}`, [1]);
      return ok;
    };
    expect(new Set(await Promise.all(Array.from({ length: 1000 }, (_, call) => one(call))))).toEqual(new Set([true]));
    expect(log.lines).toEqual([]);
    await store.close();
  });
});

it("takes for silence what it could have heard, by the clock alone", async () => {
  const clock = createClock();
  let said = 0;
  whenSilent(clock, 250, () => said++);
  const cancel = whenSilent(clock, 250, () => (said += 100));
  await clock.advance(249);
  cancel();
  expect([said, clock.pending]).toEqual([0, 1]);
  await clock.advance(1);
  expect([said, clock.pending]).toEqual([1, 0]);
});

it("is over once it is cancelled, also when that comes with the last moment", async () => {
  const clock = createClock();
  let said = 0;
  const cancel = whenSilent(clock, 250, () => said++);
  clock.after(250, cancel);
  await clock.advance(1000);
  expect([said, clock.pending]).toEqual([0, 0]);
});

/** The event loop, too. */
function standStill(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}
