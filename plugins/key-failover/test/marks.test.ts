/** How long a refused key rests, by whose word, and what the log says of it. */
import { createPipeline, reply } from "@headgate/core";
import keyFailover, { type KeyFailoverOptions } from "@headgate/plugin-key-failover";
import { type ScriptedReply, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, idOf, keyOf, later, type Scene } from "./scene.ts";

const quota = { code: "insufficient_quota" };
const minute = 60_000;

/** After this refusal of its only key, the provider is asked again at this time (ms), and not a millisecond earlier. */
test.each<readonly [string, KeyFailoverOptions, ReturnType<typeof failing>, number]>([
  ["a 429's own wait", {}, failing(429, { wait: 5 }), 5000],
  ["a wait that is not a whole number, rounded up", {}, failing(429, { wait: 0.0025 }), 3],
  ["the standard rest without a wait", {}, failing(429), minute],
  ["the standard rest for a wait of nothing", {}, failing(429, { wait: 0 }), minute],
  ["the standard rest for a wait of less", {}, failing(429, { wait: -5 }), minute],
  ["the configured rest", { cooldownMs: 7 }, failing(429), 7],
  ["an hour at most", {}, failing(429, { wait: 86_400 }), 60 * minute],
  ["the configured rest at most", { maxCooldownMs: 50 }, failing(429), 50],
  ["the rest for a spent quota", {}, failing(402), 10 * minute],
  ["the provider's wait for a spent quota", {}, failing(402, { wait: 5 }), 5000],
  ["the rest for a quota that a 429 names", { quotaCooldownMs: 90 }, failing(429, quota), 90],
  ["the rest for a quota that a 403 names", {}, failing(403, quota), 10 * minute],
  ["a rest after a 401", { on401: "cooldown" }, failing(401), minute],
  ["a rest after a 403", { on403: "cooldown" }, failing(403, { wait: 2 }), 2000],
])("%s", async (_what, options, refusal, ms) => {
  const scene = await createScene({ keys: ["k0"], options, script: { k0: [refusal, good] } });
  const { clock } = scene.host;
  expect([(await scene.ask()).error?.retryAfterMs, await scene.states()]).toEqual([ms, ["temp"]]);
  await clock.advance(ms - 1);
  expect([(await scene.ask()).error?.retryAfterMs, scene.seen.length]).toEqual([1, 1]);
  await clock.advance(1);
  expect([(await scene.ask()).status, scene.seen.length]).toEqual([200, 2]);
  expect(clock.pending).toBe(0);
});

describe.each([
  [401, "on401", {}],
  [402, "on402", {}],
  [403, "on403", {}],
  [429, "on402", quota],
] as const)("a %d with %s", (status, option, more) => {
  test("permanent takes the key out of use for good", async () => {
    const scene = await createScene({
      keys: ["k0", "k1"],
      options: { [option]: "permanent" },
      script: { k0: failing(status, more), k1: good },
    });
    await scene.ask();
    await scene.host.clock.advance(300 * 24 * 60 * minute);
    expect([(await scene.ask()).status, scene.seen]).toEqual([200, ["k0", "k1", "k1"]]);
    expect(await scene.states()).toEqual(["perm", "valid"]);
  });
  test("ignore relays the refusal as it came and leaves the key in use", async () => {
    const refusal = failing(status, more);
    const scene = await createScene({ keys: ["k0", "k1"], options: { [option]: "ignore" }, script: { k0: refusal, k1: good } });
    const ran = await scene.ask();
    expect([ran.status, ran.body, ran.error]).toEqual([status, refusal.body, refusal.error]);
    await scene.ask();
    expect([scene.seen, await scene.states()]).toEqual([
      ["k0", "k0"],
      ["valid", "valid"],
    ]);
  });
});

/** Both requests have left with the key before it is refused; the later answer cannot better its state. */
test.each<readonly [string, ReturnType<typeof failing>, ReturnType<typeof failing>, string, number | undefined]>([
  ["a cooldown is never shortened", failing(429, { wait: 9 }), failing(429, { wait: 2 }), "temp", 9000],
  ["a cooldown is prolonged", failing(429, { wait: 2 }), failing(429, { wait: 9 }), "temp", 9000],
  ["a permanent mark takes the place of a cooldown", failing(429, { wait: 2 }), failing(401), "perm", undefined],
  ["a cooldown never takes the place of a permanent mark", failing(401), failing(429, { wait: 2 }), "perm", undefined],
])("%s", async (_what, first, second, state, wait) => {
  const scene = await createScene({
    keys: ["k0"],
    script: { k0: [later(first), later(second)] },
  });
  await Promise.all([scene.ask(), scene.ask()]);
  expect([scene.seen.length, await scene.states()]).toEqual([2, [state]]);
  expect((await scene.ask()).error?.retryAfterMs).toBe(wait);
});

test("a key of the same name with another secret starts afresh", async () => {
  const before = await createScene({ keys: ["k0"], script: { k0: failing(401) } });
  await before.ask();
  const after = await createScene({ keys: [keyOf("k0", {}, "a new secret")], host: before.host, script: { k0: good } });
  expect([(await after.ask()).status, await after.states(), await before.states()]).toEqual([200, ["valid"], ["perm"]]);
});

test("a swapped configuration keeps what is known of its keys", async () => {
  const before = await createScene({ keys: ["k0", "k1"], script: { k0: failing(401), k1: good } });
  await before.ask();
  await before.close();
  const after = await createScene({ keys: ["k0", "k1"], host: before.host, script: { k1: good } });
  await after.ask();
  expect(after.seen).toEqual(["k1"]);
});

test("one number is stored for each refused key, and nothing for the others", async () => {
  const scene = await createScene({
    keys: ["k0", "k1", "k2"],
    script: { k0: failing(429, { wait: 5 }), k1: failing(401), k2: good },
  });
  await scene.ask();
  const { store, clock } = scene.host;
  const stored = ["k0", "k1", "k2"].map((name) => store.get(idOf(keyOf(name))));
  expect(stored).toEqual([String(clock.now() + 5000), String(4e15 + clock.now()), undefined]);
});

test("a key is in use again at its very deadline, even where the store still keeps the mark", async () => {
  const scene = await createScene({ keys: ["k0"], script: { k0: good } });
  const { store, clock } = scene.host;
  await store.max(idOf(keyOf("k0")), clock.now() + 1000, minute);
  await clock.advance(999);
  expect((await scene.ask()).error?.retryAfterMs).toBe(1);
  await clock.advance(1);
  expect((await scene.ask()).status).toBe(200);
});

describe("the log", () => {
  const told = ({ host }: Scene): unknown => host.logged.map(({ level, fields, message }) => [level, message, fields]);
  const facts = { request: "test-exchange", provider: "openai" };
  test("names each key that changed its state, by its mask", async () => {
    const scene = await createScene({
      keys: ["k0", "k1", "k2"],
      script: { k0: failing(429, { wait: 5 }), k1: failing(403), k2: good },
    });
    await scene.ask();
    await scene.ask();
    expect(told(scene)).toEqual([
      ["info", "key marked temporary", { ...facts, api_key_hint: "k0...k0", status: 429, cooldown_ms: 5000 }],
      ["warn", "key marked permanent", { ...facts, api_key_hint: "k1...k1", status: 403 }],
    ]);
  });
  test("says it once, however many requests are refused together", async () => {
    // All are answered within one turn.
    const soon = new Promise<void>((resolve) => void setImmediate(resolve));
    const k0 = [429, 429, 401, 401].map(
      (status): ScriptedReply =>
        (_x, call) =>
          soon.then(() => reply({ ...failing(status), call })),
    );
    const scene = await createScene({ keys: ["k0"], script: { k0 } });
    await Promise.all(k0.map(() => scene.ask()));
    expect(scene.host.logged.map(({ level }) => level)).toEqual(["info", "debug", "warn", "debug"]);
  });
});

test.each<readonly [string, object, RegExp]>([
  ["an unknown reaction", { on401: "retry" }, /key-failover\.on401/],
  ["a rest of no time", { cooldownMs: 0 }, /key-failover\.cooldownMs/],
  ["a rest of more than a year", { maxCooldownMs: 4e10 }, /key-failover\.maxCooldownMs/],
  ["an unknown order", { order: "random" }, /key-failover\.order/],
])("does not start with %s", async (_what, options, message) => {
  const starting = createPipeline([keyFailover(options)], {
    upstream: scriptedSend([]),
    host: (await createScene({ keys: [] })).host,
  });
  await expect(starting).rejects.toThrow(message);
});
