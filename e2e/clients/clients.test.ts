/** Every client runs the same script against a provider of each dialect, and believes it speaks to its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { kinds } from "./kinds.ts";
import { places } from "./places.ts";
import { openScene, type Scene } from "./scene.ts";
import { casesOf, expectThrown, modes, stageOf, steps } from "./script.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

const runs = kinds.flatMap((kind) => places.map((place) => ({ kind, place, name: kind.name, to: place.dialect })));

describe.each(runs)("$name, of a provider of the $to dialect", ({ kind, place }) => {
  // One that hangs is told from one that is slow.
  test.each(casesOf(kind, place))("$name, $mode", { timeout: 10_000 }, async ({ step, mode }) => {
    const { nextCall } = scene;
    const stage = { ...stageOf(kind, place, mode, scene.gateway.url, clientKey), nextCall };
    await expect(step.run(stage)).resolves.toBeUndefined();
  });
});

describe.each(kinds)("$name", (kind) => {
  test.each(modes)("raises its own error for a key that is none, %s", async (mode) => {
    const stage = stageOf(kind, places[0]!, mode, scene.gateway.url, "no-key-of-this-gateway");
    await expect(expectThrown(stage, undefined, 401)).resolves.toBeUndefined();
  });

  test("cannot do only what the script has", () => {
    const names = new Set(steps.map(({ name }) => name));
    expect((kind.limits ?? []).filter(({ step }) => !names.has(step))).toEqual([]);
  });
});
