/** A stream is promised with its first meaningful event: until then another provider may answer, and the client is kept awake. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chat, hear, responses } from "./operations.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
let holding: Scene;
beforeAll(async () => {
  scene = await openScene();
  holding = await openScene(["gpt-4o"], { holdMs: 40 });
});
beforeEach(() => {
  for (const { simulator, spare } of [scene, holding]) {
    simulator.reset();
    spare.reset();
  }
});
afterAll(() => Promise.all([scene?.close(), holding?.close()]));

const fallbacks = { fallbacks: ["spare/gpt-4o"] };

describe.each([chat, responses])("$name", ({ listeners, path, body, success }) => {
  describe.each(listeners)("$name", ({ pieces, statusOf }) => {
    test.each([
      { failure: "an error as its first event", fault: { errorFirst: true as const }, model: "openai/gpt-4o" },
      { failure: "an error after its opening event", fault: { errorAfter: 1 }, model: "openai/gpt-4o" },
      { failure: "silence after its opening event", fault: { stallAfter: 1 }, model: "hasty/gpt-4o" },
      { failure: "an end after its opening event", fault: { cutAfter: 1 }, model: "openai/gpt-4o" },
    ])("gets the whole answer of the next provider after $failure", async ({ fault, model }) => {
      scene.simulator.script(fault);
      const heard = await hear(pieces(scene.gateway, model, fallbacks));
      expect(heard).toEqual({ text: "from the spare one", error: undefined });
    });

    test("never gets a second provider's answer after the first has begun", async () => {
      scene.simulator.script({ errorAfter: 8 });
      const { text, error } = await hear(pieces(scene.gateway, "openai/gpt-4o", fallbacks));
      expect(text).toMatch(/^You said/);
      expect(statusOf(error)).toBeUndefined();
      expect(scene.spare.calls).toEqual([]);
    });

    test("waits through a long opening and gets the answer", async () => {
      holding.simulator.script({ comments: 4, paceMs: 100 });
      const { text, error } = await hear(pieces(holding.gateway, "openai/gpt-4o"));
      expect([text, error]).toEqual(['You said: "hi". This answer was simulated.', undefined]);
    });
  });

  test("an opening that takes long is bridged with comments, which no client takes for an answer", async () => {
    holding.simulator.script({ comments: 4, paceMs: 100 });
    const raw = await (await holding.post(path("openai/gpt-4o", true), body("openai/gpt-4o", true))).text();
    expect(raw.split(": keep-alive\n\n").length).toBeGreaterThanOrEqual(3);
    expect(raw.lastIndexOf(": keep-alive")).toBeLessThan(raw.indexOf("You"));
    expect(raw).toContain(success);
  });

  test("after such a bridge a provider that fails is an error on the stream", async () => {
    holding.simulator.script({ stallAfter: 1 });
    const response = await holding.post(path("hasty/gpt-4o", true), { ...body("hasty/gpt-4o", true), ...fallbacks });
    expect(response.status).toBe(200);
    const raw = await response.text();
    expect(raw).toContain(": keep-alive");
    expect(raw).toContain('"code":"timeout"');
    expect(raw).not.toContain(success);
    expect(holding.spare.calls).toEqual([]);
  });

  test("a quick stream has no comments of ours", async () => {
    const raw = await (await scene.post(path("openai/gpt-4o", true), body("openai/gpt-4o", true))).text();
    expect(raw).not.toContain("keep-alive");
  });
});
