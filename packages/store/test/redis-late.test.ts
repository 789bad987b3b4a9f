/** A reservation whose caller was told that the store is unavailable is nobody's: when it was made all the same it is given back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedisStore, type RedisStore } from "../src/index.ts";
import { createGivenUp } from "../src/redis-given-up.ts";
import { type Proxy, startProxy } from "../../../scripts/servers/proxy.ts";
import { keptLog, realClock, sleep } from "./real-clock.ts";
import { noRedis, type RedisServer, startRedis } from "../../../scripts/servers/redis.ts";

const probeMs = 200;
const hour = 3_600_000;
const holds = [
  { key: "money", amount: 5, limit: 100, window: { from: 0, until: Infinity } },
  { key: "window", amount: 1, limit: 100, window: { ms: hour } },
  { key: "places", amount: 1, limit: 100 },
];

let server: RedisServer;
let scenes = 0;

describe.skipIf(noRedis)(`a reservation that was given up${noRedis ?? ""}`, () => {
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  it("is given back when its answer comes too late", async () => {
    await scene(async ({ store, proxy, used }) => {
      await proxy.become({ kind: "slow", ms: 1000 });
      expect(await refused(store.reserve("late", holds, hour))).toBe(true);
      await expect.poll(used, { interval: 5, timeout: 10_000 }).toEqual([5, 1, 1]);
      await expect.poll(used, { interval: 5, timeout: 10_000 }).toEqual([0, 0, 0]);
    });
  });

  it("is given back once the server is there again, when the connection went before the answer came", async () => {
    await scene(async ({ store, used }) => {
      const busy = server.ask("EVAL", busyFor(1500), "0");
      await sleep(50);
      const calls = Array.from({ length: 20 }, (_, i) => refused(store.reserve(`lost ${i}`, holds, hour)));
      expect(new Set(await Promise.all(calls))).toEqual(new Set([true]));
      await busy;
      await expect.poll(() => succeeds(store), { timeout: 10_000 }).toBe(true);
      await expect.poll(used, { timeout: 10_000 }).toEqual([0, 0, 0]);
    });
  });

  it("is left alone when its caller asks for it again and gets it", async () => {
    // Half a second on either side: the first try must end before the answer comes, and the second not before it.
    const patient = 1000;
    await scene(async ({ store, proxy, used }) => {
      await proxy.become({ kind: "slow", ms: patient + 500 });
      expect(await refused(store.reserve("again", holds, hour))).toBe(true);
      await proxy.become({ kind: "none" });
      expect(await store.reserve("again", holds, hour)).toMatchObject({ ok: true });
      await sleep(1000);
      expect(await used()).toEqual([5, 1, 1]);
      await store.settle("again", [2, 1, 0]);
      expect(await used()).toEqual([2, 1, 0]);
    }, patient);
  });

  it("asks nothing of a server that is not asked now, and nothing back of what never left", async () => {
    await scene(async ({ store, proxy, used }) => {
      await proxy.become({ kind: "dropping" });
      for (let call = 0; call < 6; call++) await refused(store.reserve(`${call}`, holds, hour));
      proxy.recount();
      for (let call = 0; call < 50; call++) expect(await refused(store.reserve(`x${call}`, holds, hour))).toBe(true);
      expect(proxy.calls.sent).toBe(0);
      await proxy.become({ kind: "none" });
      await expect.poll(() => succeeds(store), { timeout: 10_000 }).toBe(true);
      expect(await used()).toEqual([0, 0, 0]);
    });
  });
});

it("remembers the latest 10,000, and those that cannot be given back yet", async () => {
  const [released, failing]: [string[], Set<string>] = [[], new Set(["3"])];
  const givenUp = createGivenUp(async (id) => {
    if (failing.has(id)) throw new Error("not now");
    released.push(id);
  });
  for (let id = 0; id < 10_002; id++) givenUp.add(String(id), 1);
  givenUp.forget("4");
  givenUp.answered("5", false);
  givenUp.answered("6", true);
  givenUp.answered("unknown", true);
  givenUp.releaseAll();
  await sleep(0);
  expect([released.length, released.slice(0, 3)]).toEqual([9997, ["6", "2", "7"]]);
  failing.clear();
  givenUp.releaseAll();
  givenUp.releaseAll();
  expect(released.slice(9997)).toEqual(["3"]);
});

interface Scene {
  readonly store: RedisStore;
  readonly proxy: Proxy;
  /** As the server knows it, whatever stands between. */
  used(): Promise<readonly number[]>;
}

async function scene(play: (scene: Scene) => Promise<void>, timeoutMs = 100): Promise<void> {
  const proxy = await startProxy(server.path);
  const prefix = `late${scenes++}:`;
  const options = { log: keptLog(), clock: realClock, probeMs, prefix, mirrorMs: 0 };
  const store = createRedisStore({ ...options, url: `redis://127.0.0.1:${proxy.port}`, timeoutMs });
  const other = createRedisStore({ ...options, url: server.path, timeoutMs: 4000 });
  try {
    await store.used(holds);
    await play({ store, proxy, used: () => other.used(holds) });
  } finally {
    await store.close();
    await other.close();
    await proxy.stop();
  }
}

/** The server answers nobody meanwhile, and reads afterwards what it was sent. */
function busyFor(ms: number): string {
  const now = "(function() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end)()";
  return `local till = ${now} + ${ms} while ${now} < till do end return 1`;
}

function refused(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}

async function succeeds(store: RedisStore): Promise<boolean> {
  return !(await refused(store.set("probe", "1", 1000)));
}
