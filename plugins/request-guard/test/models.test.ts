/** Models with rules of their own, and Gemini's settings. */
import { describe, expect, test } from "vitest";
import { judge } from "./scene.ts";

describe("a model with rules of its own", () => {
  const models = {
    "openai/o1*": { temperature: [1, 1] as const, unsupported: ["max_tokens"] },
    "*claude*": { temperature: [0, 1] as const },
    "openai/*": { topP: false as const },
    fast: { topP: [0, 0.5] as const },
  };

  test.each<readonly [provider: string, model: string, asked: string, fields: object, status: number]>([
    ["openai", "o1", "o1", { temperature: 0.5 }, 400],
    ["openai", "o1-mini", "openai/o1-mini", { temperature: 1 }, 200],
    ["openai", "o1", "o1", { max_tokens: 5 }, 400],
    // A rule that it does not repeat stays as it is.
    ["openai", "o1", "o1", { top_p: 1.5 }, 400],
    ["other", "o1", "other/o1", { temperature: 0.5 }, 200],
    ["", "openai/o1", "openai/o1", { temperature: 0.5 }, 400],
    ["anthropic", "claude-haiku-4-5", "claude-haiku-4-5", { temperature: 1.5 }, 400],
    ["openai", "gpt-4o", "gpt-4o", { top_p: 1.5 }, 200],
    ["openai", "gpt-4o", "gpt-4o", { temperature: 2.5 }, 400],
    // By the name that the client used, though it is routed elsewhere.
    ["gemini", "gemini-2.5-flash", "fast", { top_p: 0.6 }, 400],
    ["gemini", "gemini-2.5-flash", "gemini-2.5-flash", { top_p: 0.6 }, 200],
  ])("%s/%s, asked for as %s, with %j is %i", async (provider, model, asked, fields, status) => {
    expect((await judge("chat", { model: asked, ...fields }, { models }, { provider, model })).status).toBe(status);
  });

  test.each<readonly [pattern: string, fits: boolean]>([
    ["m-1", true],
    ["p/m-1", true],
    ["m", false],
    ["m*", true],
    ["*1", true],
    ["p/*-*", true],
    ["m-1*1", false],
    ["*", true],
    ["*m*-*1*", true],
    ["*-*-*", false],
    ["M-1", false],
    ["m.1", false],
  ])("the pattern %s fits p/m-1: %j", async (pattern, fits) => {
    const { status } = await judge(
      "chat",
      { temperature: 1 },
      { models: { [pattern]: { temperature: [0, 0] } } },
      {
        provider: "p",
        model: "m-1",
      },
    );
    expect(status).toBe(fits ? 400 : 200);
  });

  test("keeps what its own input rules do not say", async () => {
    const options = { input: { maxLength: 3 }, models: { "*": { input: { unit: "bytes" as const } } } };
    expect((await judge("embeddings", { input: "äö" }, options)).message).toBe("input length must not exceed 3 bytes");
  });

  test("is not what the body of a Gemini client says", async () => {
    const options = { models: { loose: { temperature: false as const } } };
    const { status } = await judge("generate", { model: "loose", generationConfig: { temperature: 9 } }, options, {
      provider: "gemini",
      model: "gemini-2.5-flash",
    });
    expect(status).toBe(400);
  });
});

describe.each(["generationConfig", "generation_config"])("Gemini's %s", (name) => {
  test.each<readonly [object, string | undefined, string | undefined]>([
    [{ temperature: 2, topP: 1, topK: 40, maxOutputTokens: 1, candidateCount: 1 }, undefined, undefined],
    [{ temperature: null, topK: 40.0 }, undefined, undefined],
    [{ temperature: 2.5 }, "generationConfig.temperature", "decimal_above_max_value"],
    [{ topP: 1.5 }, "generationConfig.topP", "decimal_above_max_value"],
    [{ top_p: 1.5 }, "generationConfig.topP", "decimal_above_max_value"],
    [{ topK: 0 }, "generationConfig.topK", "decimal_below_min_value"],
    [{ max_output_tokens: 0 }, "generationConfig.maxOutputTokens", "integer_below_min_value"],
    [{ candidateCount: 129 }, "generationConfig.candidateCount", "integer_above_max_value"],
    [{ presencePenalty: 3 }, "generationConfig.presencePenalty", "decimal_above_max_value"],
    [{ frequencyPenalty: "1" }, "generationConfig.frequencyPenalty", "invalid_type"],
    [{ logprobs: 21 }, "generationConfig.logprobs", "integer_above_max_value"],
  ])("%j: %s %s", async (settings, param, code) => {
    const { status, message, ...said } = await judge("generate", { [name]: settings });
    expect([status, said.param, said.code]).toEqual([param === undefined ? 200 : 400, param, code]);
    expect(message?.startsWith(`${param} must be `) ?? param === undefined).toBe(true);
  });

  test("reports all of its faults at once", async () => {
    const { code, details } = await judge("generate", { [name]: { topP: 2, temperature: 3 } });
    expect([code, details?.map((it) => (it as { param: string }).param)]).toEqual([
      "invalid_value",
      ["generationConfig.temperature", "generationConfig.topP"],
    ]);
  });

  test("can lack a setting", async () => {
    const options = { unsupported: ["generationConfig.topK"] };
    expect(await judge("generate", { [name]: { topK: 4 } }, options)).toMatchObject({
      status: 400,
      param: "generationConfig.topK",
      code: "unsupported_parameter",
    });
  });

  test.each([null, [], "x".repeat(1000), 5, [{ temperature: 9 }]])(
    "may be %j, which is the provider's to refuse",
    async (value) => {
      expect(await judge("generate", { [name]: value })).toEqual({ status: 200 });
    },
  );
});
