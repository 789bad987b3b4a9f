/** Which answers lead to the next key, and what the client gets in the end. */
import { reply } from "@headgate/core";
import keyFailover from "@headgate/plugin-key-failover";
import { conform, createHost, type ScriptedReply } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, hostWith, keyOf, lost, type Script, secretOf } from "./scene.ts";

const conformKeys = ["k0", "k1"].map((name) => keyOf(name, { concurrency: 500 }));
test.each([
  ...conform(keyFailover, {}, { host: () => createHost() }),
  ...conform(keyFailover, { order: "weighted", halfOpenAfterMs: 5 }, { host: () => hostWith(conformKeys) }),
])("$name", async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

const [k0, k1, k2] = ["k0-long-key", "k1-long-key", "k2-long-key"];

interface Case {
  readonly script: Script;
  readonly seen: readonly string[];
  readonly status: number;
  /** Seconds. */
  readonly wait?: number;
  readonly states: readonly string[];
  readonly hint: string;
}

/** The seed's own numbering; its eighth case is in untouched.test.ts. */
test.each<readonly [string, Case]>([
  ["S1 a single valid key", { script: { [k0]: good }, seen: [k0], status: 200, states: ["valid"], hint: "k0...ey" }],
  [
    "S2 the next key after a 429",
    {
      script: { [k0]: failing(429, { wait: 5 }), [k1]: good },
      seen: [k0, k1],
      status: 200,
      states: ["temp", "valid"],
      hint: "k1...ey",
    },
  ],
  [
    "S3 the next key after a 401",
    { script: { [k0]: failing(401), [k1]: good }, seen: [k0, k1], status: 200, states: ["perm", "valid"], hint: "k1...ey" },
  ],
  [
    "S4 the next key after a 403",
    { script: { [k0]: failing(403), [k1]: good }, seen: [k0, k1], status: 200, states: ["perm", "valid"], hint: "k1...ey" },
  ],
  [
    "S5 all keys limited: the smallest wait",
    {
      script: { [k0]: failing(429, { wait: 5 }), [k1]: failing(429, { wait: 3 }), [k2]: failing(429, { wait: 10 }) },
      seen: [k0, k1, k2],
      status: 429,
      wait: 3,
      states: ["temp", "temp", "temp"],
      hint: "k2...ey",
    },
  ],
  [
    "S6 all keys rejected",
    {
      script: { [k0]: failing(401), [k1]: failing(401) },
      seen: [k0, k1],
      status: 502,
      states: ["perm", "perm"],
      hint: "k1...ey",
    },
  ],
  [
    "S7 no other key after a 500",
    { script: { [k0]: failing(500) }, seen: [k0], status: 500, states: ["valid", "valid"], hint: "k0...ey" },
  ],
  [
    "one key rejected and one limited",
    {
      script: { [k0]: failing(401), [k1]: failing(429, { wait: 7 }) },
      seen: [k0, k1],
      status: 429,
      wait: 7,
      states: ["perm", "temp"],
      hint: "k1...ey",
    },
  ],
  [
    "one key limited, and a server error of the next",
    {
      script: { [k0]: failing(429, { wait: 5 }), [k1]: failing(500) },
      seen: [k0, k1],
      status: 500,
      states: ["temp", "valid"],
      hint: "k1...ey",
    },
  ],
  [
    "a single key limited without a wait",
    { script: { [k0]: failing(429) }, seen: [k0], status: 429, wait: 60, states: ["temp"], hint: "k0...ey" },
  ],
  ["a single key rejected", { script: { [k0]: failing(401) }, seen: [k0], status: 502, states: ["perm"], hint: "k0...ey" }],
])("%s", async (_what, { script, seen, status, wait, states, hint }) => {
  const scene = await createScene({ keys: [k0, k1, k2].slice(0, states.length), script });
  const ran = await scene.ask();
  expect([scene.seen, ran.status, ran.error?.retryAfterMs]).toEqual([seen, status, wait && wait * 1000]);
  expect(await scene.states()).toEqual(states);
  expect(ran.outcome.call?.credential?.mask).toBe(hint);
});

describe("with two keys", () => {
  const script = { k1: good };
  test.each<readonly [string, ScriptedReply, number]>([
    ...[400, 404, 408, 409, 413, 422, 500, 502, 503, 504, 529].map((s) => [`a provider's ${s}`, failing(s), s] as const),
    ["a quota that a server error names", failing(500, { code: "insufficient_quota" }), 500],
    ["a broken transport", lost(502), 502],
    ["a timeout", lost(504), 504],
    ["a throw", new Error("socket hang up"), 500],
    ["a later throw", () => Promise.reject(new Error("socket hang up")), 500],
    ["a refusal by a plugin further in", { ...failing(429), call: undefined }, 429],
    ["a key of somebody further in", (_x, call) => reply({ ...failing(401), call: { ...call, credential: keyOf("its") } }), 401],
  ])("%s is returned as it is, and marks no key", async (_what, first, status) => {
    const scene = await createScene({ keys: ["k0", "k1"], script: { ...script, k0: first } });
    expect([(await scene.ask()).status, scene.seen]).toEqual([status, ["k0"]]);
    expect(await scene.states()).toEqual(["valid", "valid"]);
    expect(scene.host.logged.filter(({ level }) => level !== "error")).toEqual([]);
  });

  test.each([401, 402, 403, 429])("a %d leads to the next key, and its reply is discarded", async (status) => {
    const scene = await createScene({ keys: ["k0", "k1"], script: { ...script, k0: failing(status) } });
    const ran = await scene.ask();
    expect([ran.status, ran.body, ran.error, scene.seen]).toEqual([200, good.body, undefined, ["k0", "k1"]]);
    expect(scene.endings).toEqual(["discarded", "complete"]);
    expect(new Set(scene.calls).size).toBe(2);
  });

  test("a limit on a key that has begun to rest meanwhile still leads to the next one", async () => {
    const answers: (() => void)[] = [];
    const limited: ScriptedReply = (_x, call) =>
      new Promise((resolve) => void answers.push(() => resolve(reply({ ...failing(429), call }))));
    const scene = await createScene({ keys: ["k0", "k1"], script: { k0: limited, k1: good } });
    // Both have left with k0 before the first of them is answered.
    const both = [scene.ask(), scene.ask()];
    for (const answer of answers) answer();
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    expect(scene.seen).toEqual(["k0", "k0", "k1", "k1"]);
  });
});

test("no secret reaches a log line, an error or a store key", async () => {
  const keys = ["k0", "k1"];
  const scene = await createScene({ keys, script: { k0: failing(429), k1: failing(401) } });
  const ran = await scene.ask();
  const told = JSON.stringify([scene.host.logged, ran.error, ran.body, scene.calls]);
  expect(scene.host.logged.length).toBeGreaterThan(0);
  for (const name of keys) expect(told).not.toContain(secretOf(name));
});
