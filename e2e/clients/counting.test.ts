/** Counting and embedding go to providers of the client's own dialect, under their own names; elsewhere they are refused, and why is said. */
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { ApiError, GoogleGenAI } from "@google/genai";
import { embedMany } from "ai";
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { geminiAlias } from "./places.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

const sentTo = (): readonly [path: string, body: unknown] => {
  const { path, body } = scene.simulator.calls[0]!;
  return [path, JSON.parse(body)];
};
const words = "one two three four";

describe.each([
  { name: "@anthropic-ai/sdk 0", sdk: Anthropic0 },
  { name: "@anthropic-ai/sdk 1", sdk: Anthropic1 as unknown as typeof Anthropic0 },
])("$name counts tokens", ({ sdk }) => {
  const count = (model: string) => {
    const { messages } = new sdk({ baseURL: `${scene.gateway.url}/anthropic`, apiKey: clientKey, maxRetries: 0 });
    return messages.countTokens({ model, messages: [{ role: "user", content: words }] });
  };

  test("of a provider of its dialect", async () => {
    expect((await count("anthropic/claude-haiku-4-5")).input_tokens).toBeGreaterThan(0);
    expect(sentTo()).toMatchObject(["/v1/messages/count_tokens", { model: "claude-haiku-4-5" }]);
  });

  test.each(["openai", "gemini"])("of none of the %s dialect, and hears why", async (provider) => {
    const error = await count(`${provider}/claude-haiku-4-5`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sdk.BadRequestError);
    const why = `${provider} speaks the ${provider} dialect and cannot serve count_tokens for a client of the anthropic dialect`;
    expect(error).toMatchObject({ status: 400, error: { type: "error", error: { message: why } } });
    expect(scene.simulator.calls).toEqual([]);
  });
});

describe("@google/genai", () => {
  let models: GoogleGenAI["models"];
  beforeAll(() => {
    ({ models } = new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: `${scene.gateway.url}/genai` } }));
  });
  const model = "gemini-2.5-flash";
  const names = [`gemini/${model}`, geminiAlias("gemini", model), `models/gemini/${model}`];
  const asks = [
    { what: "counts tokens", ask: (name: string) => models.countTokens({ model: name, contents: words }) },
    { what: "embeds a text", ask: (name: string) => models.embedContent({ model: name, contents: words }) },
    { what: "embeds several", ask: (name: string) => models.embedContent({ model: name, contents: [words, "five"] }) },
  ];

  describe.each(asks)("$what", ({ ask }) => {
    test.each(names)("of %s, which its provider knows by its own name wherever it stands", async (name) => {
      const answer = JSON.stringify(await ask(name));
      expect(answer).toMatch(/"totalTokens":[1-9]|"values":\[-?\d/);
      const [path, body] = sentTo();
      expect(path).toMatch(/^\/v1beta\/models\/gemini-2\.5-flash:\w+$/);
      expect([...new Set(JSON.stringify(body).match(/"models?\/[^"]+"|"gemini[^"]+"/g))]).toEqual(
        path.endsWith(":countTokens") ? [] : [`"models/${model}"`],
      );
    });

    test.each(["openai", "anthropic"])("of none of the %s dialect, and hears why", async (provider) => {
      const error = await ask(`${provider}/${model}`).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({
        status: 400,
        message: expect.stringContaining(`${provider} speaks the ${provider} dialect`) as string,
      });
      expect(scene.simulator.calls).toEqual([]);
    });
  });
});

test("the AI SDK embeds many under a prefixed name", async () => {
  const google = createGoogleGenerativeAI({ baseURL: `${scene.gateway.url}/genai/v1beta`, apiKey: clientKey });
  const model = google.embedding("gemini/gemini-2.5-flash");
  const { embeddings } = await embedMany({ model, values: [words, "five"], maxRetries: 0 });
  expect(embeddings).toHaveLength(2);
  const [path, body] = sentTo();
  expect(path).toBe("/v1beta/models/gemini-2.5-flash:batchEmbedContents");
  expect((body as { requests: { model: string }[] }).requests.map(({ model: name }) => name)).toEqual([
    "models/gemini-2.5-flash",
    "models/gemini-2.5-flash",
  ]);
});
