/** Promise: what wire.md 1.1 says of A01 to A18 holds for the real binary, in the guide's own words. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Answer, chat, messages, openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ guard: { models: { [chat]: { unsupported: ["logit_bias"] } } } });
});
afterAll(() => scene?.close());

const between = {
  temperature: "temperature must be between 0 and 2",
  top_p: "top_p must be between 0 and 1",
  max_tokens: "max_tokens must be between 1 and 2000000",
};
const tooLong = "input length must not exceed 8000 characters";

interface Said {
  readonly message: string;
  readonly param: string;
  readonly code: string;
}

/** What the client is told, and how often a provider was called meanwhile. */
async function refusalOf(ask: () => Promise<Answer>): Promise<object> {
  const before = scene.simulator.calls.length;
  const { status, error } = await ask();
  return { status, ...error, asked: scene.simulator.calls.length - before };
}

function refused(said: Said): object {
  return { status: 400, type: "invalid_request_error", ...said, asked: 0 };
}

const required = "missing_required_parameter";
const noModel = { message: "model is required", param: "model", code: required };

test("A01 a chat without a model is told that it is required", async () => {
  expect(await refusalOf(() => scene.post("/v1/chat/completions", { messages }))).toEqual(refused(noModel));
});

test("A02 an empty model counts as missing, and a prefix alone is not a model", async () => {
  expect(await refusalOf(() => scene.chat({ model: "" }))).toEqual(refused(noModel));
  const { status, error } = await scene.chat({ model: "llama" });
  expect([status, error.code]).toEqual([404, "model_not_found"]);
});

test.each<readonly [title: string, fields: object, param: keyof typeof between, code: string]>([
  ["A03", { temperature: 3.0 }, "temperature", "decimal_above_max_value"],
  ["A03", { temperature: 2.5 }, "temperature", "decimal_above_max_value"],
  ["A03", { temperature: -0.1 }, "temperature", "decimal_below_min_value"],
  ["A05", { top_p: 1.5 }, "top_p", "decimal_above_max_value"],
  ["A06", { max_tokens: 0 }, "max_tokens", "integer_below_min_value"],
  ["A08", { max_tokens: 2_000_001 }, "max_tokens", "integer_above_max_value"],
])("%s %j is refused", async (_row, fields, param, code) => {
  expect(await refusalOf(() => scene.chat(fields))).toEqual(refused({ message: between[param], param, code }));
});

test.each<readonly [title: string, fields: object]>([
  ["A04", { temperature: 0.0 }],
  ["A04", { temperature: 2.0 }],
  ["A05", { top_p: 0 }],
  ["A07", { max_tokens: 1 }],
  ["A07", { max_tokens: 2_000_000 }],
  ["A16", { presence_penalty: -2, frequency_penalty: 2 }],
])("%s %j is taken, and passed on as it is", async (_row, fields) => {
  expect((await scene.chat(fields)).status).toBe(200);
  expect(JSON.parse(scene.lastCall().body)).toMatchObject(fields);
});

test.each<readonly [path: string, fields: object, param: string, bounds: string, code: string]>([
  ["/v1/chat/completions", { messages, max_completion_tokens: 0 }, "max_completion_tokens", "1 and 2000000", "below_min"],
  ["/v1/chat/completions", { messages, max_completion_tokens: 2_000_001 }, "max_completion_tokens", "1 and 2000000", "above_max"],
  ["/v1/responses", { input: "Hello", max_output_tokens: 15 }, "max_output_tokens", "16 and 2000000", "below_min"],
  ["/v1/responses", { input: "Hello", max_output_tokens: 2_000_001 }, "max_output_tokens", "16 and 2000000", "above_max"],
  ["/v1/completions", { prompt: "Hello", max_tokens: 0 }, "max_tokens", "1 and 2000000", "below_min"],
])("A09 %s with %j is refused", async (path, fields, param, bounds, code) => {
  const message = `${param} must be between ${bounds}`;
  expect(await refusalOf(() => scene.post(path, { model: chat, ...fields }))).toEqual(
    refused({ message, param, code: `integer_${code}_value` }),
  );
});

test("A10 an empty input is told that it is required", async () => {
  const message = "input is required for embeddings";
  expect(await refusalOf(() => scene.embed({ input: "" }))).toEqual(
    refused({ message, param: "input", code: "missing_required_parameter" }),
  );
});

test("A11 an input of 8001 characters is too long", async () => {
  const said = { message: tooLong, param: "input", code: "string_above_max_length" };
  expect(await refusalOf(() => scene.embed({ input: "a".repeat(8001) }))).toEqual(refused(said));
});

test("A11 the length is counted in bytes where the config says so", async () => {
  const other = await openScene({ guard: { input: { unit: "bytes" } } });
  onTestFinished(() => other.close());
  expect((await other.embed({ input: "ä".repeat(4000) })).status).toBe(200);
  const { status, error } = await other.embed({ input: `a${"ä".repeat(4000)}` });
  expect([status, error.message]).toEqual([400, "input length must not exceed 8000 bytes"]);
});

test.each(["a", "ä", "\u{1f600}"])("A12 an input of exactly 8000 times %s is taken", async (letter) => {
  expect((await scene.embed({ input: letter.repeat(8000) })).status).toBe(200);
});

describe("A13 a list of inputs", () => {
  test("is taken, each with an answer of its own", async () => {
    const { status, json } = await scene.embed({ input: ["one", "two", "three"] });
    expect([status, (json["data"] as readonly unknown[]).length]).toEqual([200, 3]);
  });

  test("is judged item by item", async () => {
    const input = ["a", "b", "c", "d".repeat(8001)];
    const said = { message: `${tooLong}: input[3]`, param: "input[3]", code: "string_above_max_length" };
    expect(await refusalOf(() => scene.embed({ input }))).toEqual(refused(said));
  });

  test("may have 2048 items and no more", async () => {
    const of = (length: number): object => ({ input: Array.from({ length }, () => "a") });
    expect((await scene.embed(of(2048))).status).toBe(200);
    const said = { message: "input must not have more than 2048 items", param: "input", code: "array_above_max_length" };
    expect(await refusalOf(() => scene.embed(of(2049)))).toEqual(refused(said));
  });
});

test("A15 a chat without messages is told that they are required", async () => {
  const said = { message: "messages is required for chat completion", param: "messages", code: required };
  expect(await refusalOf(() => scene.post("/v1/chat/completions", { model: chat }))).toEqual(refused(said));
});

test.each(["presence_penalty", "frequency_penalty"])("A16 %s beyond -2 and 2 is refused", async (param) => {
  const message = `${param} must be between -2 and 2`;
  expect(await refusalOf(() => scene.chat({ [param]: 2.1 }))).toEqual(
    refused({ message, param, code: "decimal_above_max_value" }),
  );
  expect(await refusalOf(() => scene.chat({ [param]: -2.1 }))).toEqual(
    refused({ message, param, code: "decimal_below_min_value" }),
  );
});

test("A17 top_k has a range, and within it goes to the provider that was asked", async () => {
  const said = { message: "top_k must be between 1 and 100", param: "top_k" };
  expect(await refusalOf(() => scene.chat({ top_k: 0 }))).toEqual(refused({ ...said, code: "integer_below_min_value" }));
  expect(await refusalOf(() => scene.chat({ top_k: 101 }))).toEqual(refused({ ...said, code: "integer_above_max_value" }));
  expect((await scene.chat({ top_k: 40 })).status).toBe(200);
  expect(JSON.parse(scene.lastCall().body)).toMatchObject({ top_k: 40 });
});

test("A17 top_k has the range of the model that is asked", async () => {
  const other = await openScene({ guard: { models: { "inferno/*": { topK: [1, 500] } } } });
  onTestFinished(() => other.close());
  expect((await other.chat({ top_k: 500 })).status).toBe(200);
  const { status, error } = await other.chat({ model: "hasty/slow", top_k: 500 });
  expect([status, error.message]).toEqual([400, "top_k must be between 1 and 100"]);
});

test("A17 top_k is left out for OpenAI itself, and not in silence", async () => {
  const other = await openScene({ openai: ["gpt-4o"] });
  onTestFinished(() => other.close());
  const { status, headers } = await other.chat({ model: "openai/gpt-4o", top_k: 40 });
  expect([status, headers.get("x-bf-warnings")]).toEqual([200, "other (top_k)"]);
  expect(JSON.parse(other.lastCall().body)).toEqual({ model: "gpt-4o", messages });
});

test("A17 top_k of an Anthropic client is left out for an OpenAI upstream, and not in silence", async () => {
  const { status, headers } = await scene.post("/v1/messages", { model: chat, messages, max_tokens: 10, top_k: 40 });
  expect([status, headers.get("x-bf-warnings")]).toEqual([200, expect.stringMatching(/top_?k/i)]);
  expect(JSON.parse(scene.lastCall().body)).not.toHaveProperty("top_k");
});

describe("A18 what a server may not know", () => {
  const tools = [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }];

  test.each<readonly [path: string, fields: object]>([
    ["/v1/chat/completions", { messages, n: 2, logprobs: true, top_logprobs: 2, tools }],
    ["/v1/completions", { prompt: "Hello", n: 1, best_of: 2, echo: true, logprobs: 1 }],
  ])("is never left out in silence: %s with %j", async (path, fields) => {
    expect((await scene.post(path, { model: chat, ...fields })).status).toBe(200);
    expect(JSON.parse(scene.lastCall().body)).toEqual({ model: chat, ...fields });
  });

  test("is refused where the config says that a model does not take it", async () => {
    const message = "Unsupported parameter: 'logit_bias' is not supported with this model.";
    expect(await refusalOf(() => scene.chat({ logit_bias: {} }))).toEqual(
      refused({ message, param: "logit_bias", code: "unsupported_parameter" }),
    );
  });
});
