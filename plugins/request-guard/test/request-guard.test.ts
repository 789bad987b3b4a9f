/** Which requests are let through, and what the others are told. */
import requestGuard, { type RequestGuardOptions } from "@headgate/plugin-request-guard";
import { conform, exchangeOf, run, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { judge, judgeText, verdictOf } from "./scene.ts";

test.each([
  ...conform(requestGuard, {}),
  ...conform(requestGuard, { models: { "*": { temperature: [0, 1], input: { unit: "bytes" } } }, unsupported: ["tools"] }),
])("$name", async ({ run: runCase }) => {
  await expect(runCase()).resolves.toBeUndefined();
});

const above = "above_max_value";
const below = "below_min_value";

describe.each<readonly [operation: string, field: string, min: number, max: number, kind: "decimal" | "integer"]>([
  ...["chat", "completions", "responses", "messages"].flatMap((operation) => [
    [operation, "temperature", 0, 2, "decimal"] as const,
    [operation, "top_p", 0, 1, "decimal"] as const,
    [operation, "top_k", 1, 100, "integer"] as const,
  ]),
  ...["chat", "completions", "messages"].map((operation) => [operation, "max_tokens", 1, 2_000_000, "integer"] as const),
  ["chat", "max_completion_tokens", 1, 2_000_000, "integer"],
  ["responses", "max_output_tokens", 16, 2_000_000, "integer"],
  ...["chat", "completions", "responses"].flatMap((operation) => [
    [operation, "presence_penalty", -2, 2, "decimal"] as const,
    [operation, "frequency_penalty", -2, 2, "decimal"] as const,
  ]),
  ["chat", "n", 1, 128, "integer"],
  ["completions", "n", 1, 128, "integer"],
  ["completions", "best_of", 0, 20, "integer"],
  ["completions", "logprobs", 0, 5, "integer"],
  ["chat", "top_logprobs", 0, 20, "integer"],
  ["responses", "top_logprobs", 0, 20, "integer"],
])("%s: %s", (operation, field, min, max, kind) => {
  const step = kind === "integer" ? 1 : 0.001;
  const message = `${field} must be between ${min} and ${max}`;

  test.each([min, max, null])("takes %j", async (value) => {
    expect(await judge(operation, { [field]: value })).toEqual({ status: 200 });
  });

  test.each([
    [min - step, below],
    [max + step, above],
    [max + 1e10, above],
  ])("refuses %j", async (value, code) => {
    const refused = { status: 400, message, param: field, code: `${kind}_${code}` };
    expect(await judge(operation, { [field]: value })).toMatchObject(refused);
  });

  test.each(["1", true, false, [1], { a: 1 }, ...(kind === "integer" ? [min + 0.5] : [])])(
    "refuses %j by its type",
    async (value) => {
      const wanted = kind === "integer" ? "an integer" : "a number";
      const refused = { status: 400, message: `${field} must be ${wanted}`, param: field, code: "invalid_type" };
      expect(await judge(operation, { [field]: value })).toMatchObject(refused);
    },
  );
});

test.each([
  ["1e999", `decimal_${above}`],
  ["-1e999", `decimal_${below}`],
  ["0.2e1", undefined],
  ["-0", undefined],
  ["20E-1", undefined],
  ["2.0000001", `decimal_${above}`],
])("reads the number %s as JSON does", async (written, code) => {
  expect((await judgeText("chat", `{"model":"m","messages":[1],"temperature" : ${written} }`)).code).toBe(code);
});

describe("several faults", () => {
  const temperature = { message: "temperature must be between 0 and 2", param: "temperature", code: `decimal_${below}` };
  const topP = { message: "top_p must be between 0 and 1", param: "top_p", code: `decimal_${above}` };
  const maxTokens = { message: "max_tokens must be between 1 and 2000000", param: "max_tokens", code: `integer_${below}` };

  test.each([
    { max_tokens: 0, top_p: 1.5, temperature: -1 },
    { temperature: -1, top_p: 1.5, max_tokens: 0 },
  ])("are reported all at once, in one order, whatever the order of %j", async (fields) => {
    expect(await judge("chat", fields)).toEqual({
      status: 400,
      message: "temperature must be between 0 and 2; top_p must be between 0 and 1; max_tokens must be between 1 and 2000000",
      param: "temperature",
      code: "invalid_value",
      details: [temperature, topP, maxTokens],
    });
  });

  test("leave one alone with its own code and without a list", async () => {
    expect(await judge("chat", { top_p: 1.5 })).toEqual({ status: 400, ...topP, details: undefined });
  });
});

describe("a rule of one's own", () => {
  test.each<readonly [RequestGuardOptions, string, object, number]>([
    [{ temperature: [0.5, 1] }, "chat", { temperature: 0.4 }, 400],
    [{ temperature: [0.5, 1] }, "chat", { temperature: 1 }, 200],
    [{ temperature: false }, "chat", { temperature: 99 }, 200],
    [{ penalty: [0, 0] }, "completions", { frequency_penalty: 0.1 }, 400],
    [{ maxOutputTokens: [1, 2] }, "responses", { max_output_tokens: 1 }, 200],
    [{ maxTokens: [1, 5] }, "chat", { max_completion_tokens: 6 }, 400],
    [{ topK: [-1, 500] }, "messages", { top_k: -1 }, 200],
  ])("%j judges %s with %j as %i", async (options, operation, fields, status) => {
    expect((await judge(operation, fields, options)).status).toBe(status);
  });
});

describe("a field that is not supported", () => {
  const unsupported = ["logit_bias", "top_k"];
  const refused = { status: 400, param: "logit_bias", code: "unsupported_parameter" };

  test("is refused by name, in OpenAI's words", async () => {
    expect(await judge("chat", { logit_bias: {} }, { unsupported })).toMatchObject({
      ...refused,
      message: "Unsupported parameter: 'logit_bias' is not supported with this model.",
    });
  });

  test("is refused whatever its range says", async () => {
    expect(await judge("chat", { top_k: 40 }, { unsupported })).toMatchObject({ param: "top_k", code: refused.code });
  });

  test("says nothing when it is null", async () => {
    expect(await judge("chat", { logit_bias: null }, { unsupported })).toEqual({ status: 200 });
  });
});

test("nothing is added to a request, and its body goes on as the object that it was", async () => {
  const send = scriptedSend([{ status: 200 }]);
  const x = exchangeOf({ json: { model: "openai/gpt-4o", messages: [{}], temperature: 0 } });
  const sent = x.body;
  await run([requestGuard({})], { request: x, send });
  expect(send.calls[0]!.body).toBe(sent);
});

test.each(["images", "count_tokens", "models", "constructor"])("the operation %s is not judged", async (operation) => {
  expect(await judge(operation, { temperature: 99, max_tokens: 0 })).toEqual({ status: 200 });
});

test("what reaches no provider is not judged", async () => {
  expect(await verdictOf({ inference: false, json: { temperature: 99 } })).toEqual({ status: 200 });
});

test.each([
  { temperature: [2, 0] },
  { temperature: [0] },
  { temperature: 1 },
  { input: { unit: "tokens" } },
  { input: { maxLength: 0 } },
  { models: { "": {} } },
  { models: { m: { temprature: [0, 1] } } },
  { models: { m: { maxResidentMegabytes: 1 } } },
  { maxResidentMegabytes: 0 },
])("the options %j are refused", (options) => {
  expect(requestGuard.spec.config.safeParse(options).success).toBe(false);
});

test("a range whose ends stand the wrong way round is refused in words that say so", () => {
  const { error } = requestGuard.spec.config.safeParse({ temperature: [2, 0], models: { m: { topK: [5, 1] } } });
  const said = "expected the minimum of a range before its maximum";
  expect(error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["temperature", said],
    ["models.m.topK", said],
  ]);
});
