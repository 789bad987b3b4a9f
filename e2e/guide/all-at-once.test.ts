/** Promise: A14 of wire.md 1.1 holds for the real binary: all errors in a request are reported at once, whichever part finds them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chat, messages, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ guard: { models: { [chat]: { unsupported: ["logit_bias"] } } } });
});
afterAll(() => scene?.close());

interface Fault {
  readonly message: string;
  readonly param: string;
  readonly code: string;
}

function missing(param: string, what = ""): Fault {
  return { message: `${param} is required${what}`, param, code: "missing_required_parameter" };
}
const between = (param: string, least: number, most: number, code: string): Fault => {
  return { message: `${param} must be between ${least} and ${most}`, param, code: `${code}_value` };
};

const model = missing("model");
const hot = between("temperature", 0, 2, "decimal_above_max");
const topP = between("top_p", 0, 1, "decimal_above_max");
const maxTokens = between("max_tokens", 1, 2_000_000, "integer_below_min");
const cold = between("temperature", 0, 2, "decimal_below_min");
const noMessages = missing("messages", " for chat completion");

describe("A14 several errors are reported at once, in a fixed order:", () => {
  test.each<readonly [path: string, body: object, faults: readonly Fault[]]>([
    ["chat/completions", { model: chat, messages, max_tokens: 0, temperature: -1, top_p: 1.5 }, [cold, topP, maxTokens]],
    // The guide's own test.
    ["chat/completions", { model: "", messages, temperature: -1, top_p: 1.5, max_tokens: 0 }, [model, cold, topP, maxTokens]],
    ["chat/completions", { messages, max_tokens: 0, top_p: 1.5, temperature: 3 }, [model, hot, topP, maxTokens]],
    ["chat/completions", {}, [model, noMessages]],
    ["chat/completions", { model: "", messages: [], top_p: 1.5 }, [model, noMessages, topP]],
    [
      "chat/completions",
      { model: chat, logit_bias: {} },
      [
        noMessages,
        {
          message: "Unsupported parameter: 'logit_bias' is not supported with this model.",
          param: "logit_bias",
          code: "unsupported_parameter",
        },
      ],
    ],
    ["completions", { model: "", max_tokens: 0 }, [model, missing("prompt", " for text completion"), maxTokens]],
    [
      "embeddings",
      { model: "", input: ["a", "", "b".repeat(8001)] },
      [
        model,
        { ...missing("input"), message: "input is required: input[1]", param: "input[1]" },
        {
          message: "input length must not exceed 8000 characters: input[2]",
          param: "input[2]",
          code: "string_above_max_length",
        },
      ],
    ],
    ["embeddings", { input: "" }, [model, missing("input", " for embeddings")]],
    [
      "responses",
      { max_output_tokens: 15, temperature: 3 },
      [model, missing("input", " for responses"), hot, between("max_output_tokens", 16, 2_000_000, "integer_below_min")],
    ],
  ])("%s %j", async (path, body, faults) => {
    const before = scene.simulator.calls.length;
    const { status, json, error } = await scene.post(`/v1/${path}`, body);
    expect({ status, ...error }).toEqual({
      status: 400,
      type: "invalid_request_error",
      message: faults.map(({ message }) => message).join("; "),
      param: faults[0]!.param,
      code: "invalid_value",
      details: faults,
    });
    expect([json["type"], scene.simulator.calls.length - before]).toEqual(["invalid_value", 0]);
  });

  test("messages, in Anthropic's envelope", async () => {
    const faults = [model, missing("max_tokens", " for messages"), hot];
    const { status, json, error } = await scene.post("/v1/messages", { messages, temperature: 3 });
    expect([status, json["type"]]).toEqual([400, "error"]);
    expect(error).toMatchObject({
      type: "invalid_request_error",
      message: faults.map(({ message }) => message).join("; "),
      param: "model",
      code: "invalid_value",
      details: { error_code: "invalid_value", list: faults },
    });
  });

  test("generateContent, in Google's envelope", async () => {
    const body = { generationConfig: { temperature: 3 } };
    const { status, error } = await scene.post(`/genai/v1beta/models/${chat}:generateContent`, body);
    const range = "generationConfig.temperature must be between 0 and 2";
    expect([status, error.message]).toEqual([400, `contents is required for content generation; ${range}`]);
  });
});

test("A14 one fault alone keeps its code, and has no list", async () => {
  const { error } = await scene.chat({ model: "", temperature: 1 });
  expect(error).toEqual({ type: "invalid_request_error", ...model });
});
