/** A request can be found by the id that its client was given: Anthropic's SDKs read it from a header of their own. */
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(1);
});
afterAll(() => scene?.close());

describe.each([
  { name: "@anthropic-ai/sdk 0", sdk: Anthropic0 },
  { name: "@anthropic-ai/sdk 1", sdk: Anthropic1 as unknown as typeof Anthropic0 },
])("$name", ({ sdk }) => {
  const client = () => {
    const { url, key } = scene.gateway();
    return new sdk({ baseURL: url, apiKey: key, maxRetries: 0 });
  };
  const asked = { max_tokens: 50, messages: [{ role: "user" as const, content: "Hi" }] };

  test.each(["anthropic/claude-sonnet-5", "openai/gpt-4o"])(
    "knows the id of an answer of %s, whole and streamed",
    async (model) => {
      const whole = await client()
        .messages.create({ ...asked, model })
        .withResponse();
      expect(whole.request_id).toMatch(/^[\w.-]{8,}$/);
      expect(whole.request_id).toBe(whole.response.headers.get("x-request-id"));
      const streamed = await client()
        .messages.create({ ...asked, model, stream: true })
        .withResponse();
      streamed.data.controller.abort();
      expect(streamed.request_id).toBe(streamed.response.headers.get("x-request-id"));
    },
  );

  test("knows that of a refusal", async () => {
    const error: unknown = await client()
      .messages.create({ ...asked, model: "anthropic/unheard-of" })
      .then(
        () => undefined,
        (cause: unknown) => cause,
      );
    expect((error as { requestID?: string }).requestID).toMatch(/^[\w.-]{8,}$/);
  });
});
