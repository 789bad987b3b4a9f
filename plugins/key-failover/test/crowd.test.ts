/** Many keys and many requests: a key that rests is left alone, and no client notices while one key is good. */
import { reply } from "@headgate/core";
import { createRandom, exchangeOf, type ScriptedReply } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, idOf, keyOf, later, type Script } from "./scene.ts";

const names = Array.from({ length: 15 }, (_, i) => `k${i}`);

describe.each(["strict", "weighted"] as const)("15 keys that are limited again and again, in %s order", (order) => {
  test.each([1, 2, 3])("rest undisturbed and come back at once (seed %d)", async (seed) => {
    const random = createRandom(seed);
    const restsUntil = new Map<string, number>();
    const early: string[] = [];
    const used = new Map<string, number>();
    const answer: ScriptedReply = (_x, call) => {
      const { name } = call.credential!;
      const now = clock.now();
      used.set(name, (used.get(name) ?? 0) + 1);
      if (now < (restsUntil.get(name) ?? 0)) early.push(name);
      // The last key is always good, so that no client may see an error.
      if (name === "k14" || random.number() < 0.5) return reply({ ...good, call });
      const wait = 1 + Math.floor(random.number() * 30);
      restsUntil.set(name, now + wait * 1000);
      return reply({ ...failing(429, { wait }), call });
    };
    const scene = await createScene({
      keys: names,
      options: { order },
      script: Object.fromEntries(names.map((name) => [name, answer])),
      seed,
    });
    const { clock } = scene.host;
    for (let i = 0; i < 500; i++) {
      expect((await scene.ask()).status).toBe(200);
      await clock.advance(Math.floor(random.number() * 2000));
    }
    expect(early).toEqual([]);
    expect(new Set(scene.seen)).toEqual(new Set(names));
    expect(clock.pending).toBe(0);
  });
});

test("15 keys at rest are used again by the first request after each one's deadline", async () => {
  const script = Object.fromEntries(names.map((name, i) => [name, [failing(429, { wait: 15 - i }), good]]));
  const scene = await createScene({ keys: names, script });
  expect((await scene.ask()).error?.retryAfterMs).toBe(1000);
  for (const name of names.toReversed()) {
    await scene.host.clock.advance(999);
    const before = scene.seen.length;
    await scene.host.clock.advance(1);
    expect((await scene.ask()).status).toBe(200);
    expect(scene.seen.slice(before)).toEqual([name]);
  }
});

test.each([
  [429, 1],
  [401, 1],
  [403, 3],
])(
  "1,000 requests at once on keys that answer %d: each is served, and nobody starts with a key after its mark",
  async (status, bad) => {
    const keys = Array.from({ length: bad + 1 }, (_, i) => keyOf(`k${i}`));
    const tried = new Map<string, string[]>();
    const started = new Map<string, boolean[]>();
    const script: Script = Object.fromEntries(
      keys.map((key, i) => [
        key.name,
        (x, call): Promise<ReturnType<typeof reply>> => {
          const marked = scene.host.store.get(idOf(key)) !== undefined;
          started.set(key.name, [...(started.get(key.name) ?? []), marked]);
          tried.set(x.id, [...(tried.get(x.id) ?? []), key.name]);
          return (later(i < bad ? failing(status) : good) as Answer)(x, call);
        },
      ]),
    );
    const scene = await createScene({ keys, script });
    const asks = Array.from({ length: 1000 }, async (_, i) => {
      // In waves, so that many start while others fail.
      for (let turn = 0; turn < i % 5; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
      return scene.ask({ x: exchangeOf({ id: `request-${i}` }) });
    });
    const rans = await Promise.all(asks);
    expect(new Set(rans.map((ran) => ran.status))).toEqual(new Set([200]));
    for (const once of tried.values()) expect(once).toEqual([...new Set(once)]);
    expect([...started.values()].flat().filter(Boolean)).toEqual([]);
    expect(tried.size).toBe(1000);
    expect(scene.endings.filter((it) => it === "complete")).toHaveLength(1000);
    expect(scene.host.logged.filter(({ level }) => level !== "debug")).toHaveLength(bad);
    expect(scene.host.clock.pending).toBe(0);
  },
);

type Answer = (...given: Parameters<Extract<ScriptedReply, (...given: never) => unknown>>) => Promise<ReturnType<typeof reply>>;
