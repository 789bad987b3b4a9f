/** Which key is tried first: the preferred, the configured, or one drawn by weight; and which are not tried at all. */
import { reply } from "@headgate/core";
import { exchangeOf, type ScriptedReply } from "@headgate/testkit";
import { Prefer, type Preference } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, keyOf, type Scene, type SceneInit } from "./scene.ts";

async function preferring(scene: Scene, wish: Preference): Promise<void> {
  const x = exchangeOf();
  x.set(Prefer, wish);
  await scene.ask({ x });
}

const keys = ["k0", "k1", "k2"];
const refused = failing(429, { wait: 1 });

describe("a preferred key", () => {
  test.each<readonly [string, Preference, readonly string[]]>([
    ["comes first, then the config's order", { provider: "openai", key: "k1" }, ["k1", "k0", "k2"]],
    ["that is the first anyhow changes nothing", { provider: "openai", key: "k0" }, ["k0", "k1", "k2"]],
    ["of another provider changes nothing", { provider: "azure", key: "k1" }, ["k0", "k1", "k2"]],
    ["that is gone changes nothing", { provider: "openai", key: "k9" }, ["k0", "k1", "k2"]],
    ["that is not named changes nothing", { provider: "openai" }, ["k0", "k1", "k2"]],
  ])("%s", async (_what, wish, seen) => {
    const scene = await createScene({ keys, script: { k0: refused, k1: refused, k2: refused } });
    await preferring(scene, wish);
    expect(scene.seen).toEqual(seen);
  });
  test("comes first where keys are drawn by weight, too", async () => {
    const heavy = [keyOf("k0", { weight: 1e9 }), keyOf("k1", { weight: 1e-9 })];
    const scene = await createScene({ keys: heavy, options: { order: "weighted" }, script: { k0: good, k1: good } });
    await preferring(scene, { provider: "openai", key: "k1" });
    expect(scene.seen).toEqual(["k1"]);
  });
  test("is passed by while it rests", async () => {
    const scene = await createScene({ keys, script: { k0: good, k1: [refused] } });
    await preferring(scene, { provider: "openai", key: "k1" });
    await preferring(scene, { provider: "openai", key: "k1" });
    expect(scene.seen).toEqual(["k1", "k0", "k0"]);
  });
});

test.each(["strict", "weighted"] as const)(
  "no key is tried twice in one pass, though it recovers meanwhile (%s)",
  async (order) => {
    const briefly: ScriptedReply = async (_x, call) => {
      await scene.host.clock.advance(5000);
      return reply({ ...refused, call });
    };
    const scene: Scene = await createScene({ keys, options: { order }, script: { k0: briefly, k1: briefly, k2: briefly } });
    await preferring(scene, { provider: "openai", key: "k1" });
    expect([scene.seen[0], scene.seen.toSorted()]).toEqual(["k1", keys]);
  },
);

describe("drawn by weight", () => {
  const draw = (init: Partial<SceneInit>): Promise<Scene> =>
    createScene({ keys, options: { order: "weighted" }, script: { k0: good, k1: good, k2: good }, ...init });
  const shares = ({ seen }: Scene): readonly number[] =>
    keys.map((name) => seen.filter((it) => it === name).length / seen.length);
  const close = (...expected: readonly number[]): readonly number[] => expected.map((it) => expect.closeTo(it, 1) as number);

  test.each([1, 2, 3])("keys get their shares, an unnamed weight being 1 (seed %d)", async (seed) => {
    const scene = await draw({ keys: [keyOf("k0", { weight: 7 }), keyOf("k1", { weight: 2 }), keyOf("k2")], seed });
    for (let i = 0; i < 2000; i++) await scene.ask();
    expect(shares(scene)).toEqual(close(0.7, 0.2, 0.1));
  });
  test.each([
    [[0, 0, 0], close(0.33, 0.33, 0.33)],
    [[0, 3, 1], close(0, 0.75, 0.25)],
  ])("a weight of 0 is a last resort, and all of 0 share evenly (%j)", async (weights, expected) => {
    const scene = await draw({ keys: keys.map((name, i) => keyOf(name, { weight: weights[i]! })) });
    for (let i = 0; i < 2000; i++) await scene.ask();
    expect(shares(scene)).toEqual(expected);
  });
  test("the others keep their shares among each other while one rests", async () => {
    const weighted = [keyOf("k0", { weight: 6 }), keyOf("k1", { weight: 3 }), keyOf("k2")];
    const scene = await draw({ keys: weighted, script: { k0: failing(401), k1: good, k2: good } });
    for (let i = 0; i < 2000; i++) await scene.ask();
    expect(scene.seen.filter((it) => it === "k0")).toHaveLength(1);
    expect(shares(scene)).toEqual(close(0, 0.75, 0.25));
  });
  test("each key is tried at most once, until none is left", async () => {
    const scene = await draw({ script: { k0: refused, k1: refused, k2: refused } });
    expect([(await scene.ask()).status, scene.seen.toSorted()]).toEqual([429, keys]);
  });
});

describe("keys for some models only", () => {
  const listed = [keyOf("k0", { models: ["o3"] }), keyOf("k1", { models: ["gpt-4o", "o3"] }), keyOf("k2")];
  test.each([
    ["gpt-4o", ["k1", "k2"]],
    ["o3", ["k0", "k1", "k2"]],
    ["gpt-4.1", ["k2"]],
  ])("are tried for %s only where they list it", async (model, seen) => {
    const scene = await createScene({ keys: listed, script: { k0: refused, k1: refused, k2: refused } });
    expect([(await scene.ask({ call: { model } })).status, scene.seen]).toEqual([429, seen]);
  });
  test("leave a model that none lists unfound", async () => {
    const scene = await createScene({ keys: listed.slice(0, 2) });
    expect((await scene.ask({ call: { model: "gpt-4.1" } })).error).toEqual({
      code: "model_not_found",
      status: 404,
      message: "model not found: no configured key of openai may be used for the model `gpt-4.1`",
      param: "model",
      by: "key-failover",
      scope: "target",
    });
    expect(scene.seen).toEqual([]);
  });
  test("do not count when the client is told how the pool stands", async () => {
    const scene = await createScene({ keys: listed.slice(0, 2), script: { k1: failing(401) } });
    expect((await scene.ask()).error?.message).toBe("all configured keys failed authentication");
  });
});
