/** A stream that the provider lost never looks finished: every client hears an error after what had come of it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sdks } from "../start/sdks.ts";
import { chat, framesOf, hear, operations, responses } from "./operations.ts";
import { openScene, type Scene } from "./scene.ts";

const losses = [
  { loss: "a clean end", model: "ends", fault: { cutAfter: 50 } },
  { loss: "a torn connection", model: "tears", fault: { resetAfter: 50 } },
];

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(losses.map(({ model }) => model));
  scene.simulator.script(losses.map(({ model, fault }) => ({ model, events: 200, ...fault })));
});
afterAll(() => scene?.close());

describe.each(losses)("200 events, and $loss after 50", ({ model: name }) => {
  const model = `openai/${name}`;
  describe.each(operations)("of $name", ({ path, body, pieces, success, failure }) => {
    test.each(sdks)("$name throws after the text that came", async ({ sdk }) => {
      const { text, error } = await hear(pieces(scene.connect(sdk), model));
      expect(error).toBeInstanceOf(sdk.APIError);
      expect(error!.message).toContain("inference failed: openai ");
      expect(text).toMatch(/^You said: "hi"\. This answer was simulated\. You said: /);
    });

    test("the bytes end with an error frame and without a terminator", async () => {
      const response = await scene.post(path, { ...body(model), stream: true });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
      const raw = await response.text();
      expect(raw).not.toContain(success);
      expect(raw.endsWith("\n\n")).toBe(true);
      expect(framesOf(raw).at(-1)).toMatchObject(failure);
    });
  });

  describe.each([chat, responses])("of $name", ({ helper }) => {
    test.each(sdks)("the stream helper of $name throws as well", async ({ sdk }) => {
      await expect(helper!(scene.connect(sdk), model)).rejects.toThrow("inference failed: openai ");
    });
  });

  test("the events of a response go on counting in its error, which says all that either client looks for", async () => {
    const response = await scene.post(responses.path, { ...responses.body(model), stream: true });
    const frames = framesOf(await response.text()) as readonly { readonly sequence_number: number }[];
    expect(frames.map(({ sequence_number }) => sequence_number)).toEqual(frames.map((_, i) => i));
    const error = { type: "server_error", code: "upstream_error", param: null };
    expect(frames.at(-2)).toMatchObject({ type: "error", code: "upstream_error", param: null, error });
  });

  test("it is logged as cut, with what was counted until then", async () => {
    const response = await scene.post("/v1/chat/completions", {
      model,
      messages: [{ role: "user", content: "hi" }],
      stream: true,
    });
    await response.text();
    const id = response.headers.get("x-request-id");
    expect(await scene.gateway.waitForLog((line) => line["id"] === id)).toMatchObject({
      ended: "cut",
      status: 200,
      error: { code: "upstream_error" },
      usage: { output: 49 },
    });
  });
});
