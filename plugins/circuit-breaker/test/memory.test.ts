/** What it keeps: a bounded number of circuits, and none for a name that only a client has ever heard of. */
import { expect, test } from "vitest";
import { type Answer, down, failing, good, openScene, refusing, type Scene } from "./scene.ts";

/** One request for each model, answered at once. */
async function flood(scene: Scene, models: readonly string[], provider = "openai"): Promise<void> {
  for (const model of models) await scene.send({ json: {} }, { provider, model });
}
async function isSpared(scene: Scene, model: string, provider = "openai"): Promise<boolean> {
  return (await scene.send({ json: {} }, { provider, model })).error?.by === "circuit-breaker";
}
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `model-${n}`);

test("of ten thousand models it remembers the last thousand", async () => {
  const scene = await openScene({ failures: 1 });
  scene.answer = down;
  await flood(scene, names(10_000));
  scene.answer = good;
  const before = scene.calls.length;
  await flood(scene, names(10_000).slice(9000));
  expect(scene.calls).toHaveLength(before);
  await flood(scene, names(9000));
  expect(scene.calls).toHaveLength(before + 9000);
  await scene.close();
});

test.each<readonly [string, Answer]>([
  ["a provider does not have", failing(404)],
  ["the gateway does not know", refusing({ status: 404, by: "gateway" })],
])("models that %s push nothing out", async (_what, answer) => {
  const scene = await openScene({ failures: 1, maxCircuits: 2 });
  scene.answer = down;
  await flood(scene, ["real"]);
  scene.answer = answer;
  await flood(scene, names(100));
  expect(await isSpared(scene, "real")).toBe(true);
  await scene.close();
});

test("a flood of models at one provider leaves the others' circuits alone", async () => {
  const scene = await openScene({ failures: 1, maxCircuits: 2 });
  scene.answer = down;
  await flood(scene, ["real"]);
  await flood(scene, names(100), "azure");
  expect([await isSpared(scene, "real"), await isSpared(scene, "model-0", "azure")]).toEqual([true, false]);
  await scene.close();
});

test("a circuit in use outlives those that are not", async () => {
  const scene = await openScene({ failures: 1, maxCircuits: 2 });
  scene.answer = down;
  await flood(scene, ["real"]);
  for (const model of names(20)) {
    await flood(scene, [model]);
    expect(await isSpared(scene, "real")).toBe(true);
  }
  await scene.close();
});

test.each([
  [256, true],
  [257, false],
])("a model's name of %i characters is kept: %s", async (length, kept) => {
  const scene = await openScene({ failures: 1 });
  scene.answer = down;
  await flood(scene, ["x".repeat(length)]);
  expect(await isSpared(scene, "x".repeat(length))).toBe(kept);
  await scene.close();
});
