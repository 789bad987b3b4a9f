/** A stream that the provider lost never looks finished: every client hears an error after what had come of it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  describe.each(operations)("of $name", ({ provider, path, body, listeners, success, failure }) => {
    const model = `${provider}/${name}`;

    test.each(listeners)("$name throws after the text that came", async ({ pieces, statusOf }) => {
      const { text, error } = await hear(pieces(scene.gateway, model));
      expect(statusOf(error)).not.toBeNull();
      expect(error!.message).toContain(`inference failed: ${provider} `);
      expect(text).toMatch(/^You said: "hi"\. This answer was simulated\. You said: /);
    });

    test("the bytes end with an error frame and without a terminator", async () => {
      const response = await scene.post(path(model, true), body(model, true));
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
      const raw = await response.text();
      expect(raw).not.toContain(success);
      expect(raw.endsWith("\n\n")).toBe(true);
      expect(framesOf(raw).at(-1)).toMatchObject(failure);
    });
  });

  const helped = operations.filter(({ listeners: [first] }) => first!.helper);
  describe.each(helped)("of $name", ({ provider, listeners }) => {
    test.each(listeners)("the stream helper of $name throws as well", async ({ helper }) => {
      await expect(helper!(scene.gateway, `${provider}/${name}`)).rejects.toThrow(`inference failed: ${provider} `);
    });
  });

  test("the events of a response go on counting in its error, which says all that either client looks for", async () => {
    const model = `openai/${name}`;
    const response = await scene.post(responses.path(model, true), responses.body(model, true));
    const frames = framesOf(await response.text()) as readonly { readonly sequence_number: number }[];
    expect(frames.map(({ sequence_number }) => sequence_number)).toEqual(frames.map((_, i) => i));
    const error = { type: "server_error", code: "upstream_error", param: null };
    expect(frames.at(-2)).toMatchObject({ type: "error", code: "upstream_error", param: null, error });
  });

  test("it is logged as cut, with what was counted until then", async () => {
    const model = `openai/${name}`;
    const response = await scene.post(chat.path(model, true), chat.body(model, true));
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
