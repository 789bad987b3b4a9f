/** Anthropic's error envelope, written and read, and the operations of its dialect. */
import { refuse } from "@headgate/core";
import { anthropic } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { operationOf } from "./frames.ts";

const render = (init: Parameters<typeof refuse>[0], about = {}): unknown =>
  JSON.parse(anthropic.renderError(refuse(init), about)) as unknown;

test("an envelope has the literal outer type, and the decision's name as its code", () => {
  const refusal = { code: "request_limited", status: 429, message: "slow down", by: "rate-limit", param: "model" };
  expect(render(refusal, { provider: "anthropic", model_requested: "claude-x" })).toEqual({
    type: "error",
    error: {
      type: "rate_limit_error",
      message: "slow down",
      code: "request_limited",
      param: "model",
      details: { error_code: "request_limited" },
    },
    is_bifrost_error: false,
    status_code: 429,
    extra_fields: { provider: "anthropic", model_requested: "claude-x", refused_by: "rate-limit" },
  });
});

test.each([
  [400, "invalid_request_error"],
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [405, "invalid_request_error"],
  [408, "timeout_error"],
  [409, "conflict_error"],
  [413, "request_too_large"],
  [422, "invalid_request_error"],
  [429, "rate_limit_error"],
  [500, "api_error"],
  [502, "api_error"],
  [503, "overloaded_error"],
  [504, "timeout_error"],
  [507, "api_error"],
  [529, "overloaded_error"],
])("a %i is a %s, whatever OpenAI calls it", (status, type) => {
  for (const foreign of [undefined, "server_error", "invalid_request_error", "__proto__"]) {
    expect(render({ code: "c", status, message: "m", type: foreign })).toMatchObject({ type: "error", error: { type } });
  }
});

test.each([
  ["a type of its own wins over the status", { code: "c", status: 502, type: "overloaded_error" }, "overloaded_error"],
  ["a spent quota is a matter of billing", { code: "insufficient_quota", status: 429 }, "billing_error"],
  ["our own key, refused", { code: "upstream_auth_error", status: 502, type: "server_error" }, "api_error"],
])("%s", (_name, init, type) => {
  expect(render({ message: "m", ...init })).toMatchObject({ error: { type } });
});

test("details are shown", () => {
  expect(render({ code: "c", status: 400, message: "m", details: [1] })).toMatchObject({ error: { details: { list: [1] } } });
});

describe("a provider's own error body", () => {
  test.each([
    [
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "r" },
      { message: "Overloaded", type: "overloaded_error" },
    ],
    [
      { type: "error", error: { type: "not_found_error", message: "m", details: { error_code: "gone" } } },
      { message: "m", type: "not_found_error", code: "gone" },
    ],
    [{ error: { message: "m", type: "t", param: "p", code: "c" } }, { message: "m", type: "t", param: "p", code: "c" }],
    [{ error: "just text" }, { message: "just text" }],
    [{ type: "error", error: { type: "api_error" } }, undefined],
    [{ type: "message", content: [] }, undefined],
    [{ error: { message: 1, details: 7 } }, undefined],
    [[], undefined],
    [null, undefined],
  ])("%j is read as %j", (body, facts) => {
    expect(anthropic.readError(Buffer.from(JSON.stringify(body)))).toEqual(facts);
  });

  test.each(["", "<html>Bad gateway</html>", '{"error":', "\u0000"])("%j is not one", (body) => {
    expect(anthropic.readError(Buffer.from(body))).toBeUndefined();
  });

  test("is found again in what the gateway renders", () => {
    const body = anthropic.renderError(refuse({ code: "c", status: 400, message: "m", param: "p" }), {});
    expect(anthropic.readError(Buffer.from(body))).toEqual({
      message: "m",
      type: "invalid_request_error",
      param: "p",
      code: "c",
    });
  });
});

test("a provider key travels as x-api-key, and the client's version and betas with it", () => {
  expect(anthropic.authorization("sk-ant-1")).toEqual(["x-api-key", "sk-ant-1"]);
  expect(anthropic.relays).toEqual({ "anthropic-version": "2023-06-01", "anthropic-beta": undefined });
});

test.each([
  ["messages", "/v1/messages", ["max_tokens", "messages"], true],
  ["count_tokens", "/v1/messages/count_tokens", ["messages"], false],
])("%s stands at %s and needs %j", (name, path, required, streams) => {
  const operation = operationOf(name);
  expect(operation.paths).toEqual([path, `/anthropic${path}`]);
  expect(operation.upstreamPath).toBe(path);
  expect(operation.required.map((field) => field.name)).toEqual(required);
  for (const field of operation.required) expect(field.message).toBe(`${field.name} is required for ${name}`);
  expect(operation.stream !== undefined).toBe(streams);
  expect(operation.format !== undefined).toBe(streams);
});

test.each([
  [
    { input_tokens: 4, output_tokens: 2 },
    { input: 4, output: 2 },
  ],
  [
    { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 },
    { input: 0, output: 0, cache_read: 0 },
  ],
  [{ input_tokens: 4, cache_read_input_tokens: null, output_tokens_details: null }, { input: 4 }],
  [
    {
      input_tokens: 4,
      cache_creation_input_tokens: 10,
      cache_read_input_tokens: 100,
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 5 },
    },
    { input: 114, output: 9, cache_read: 100, cache_write: 10, reasoning: 5 },
  ],
  [{ input_tokens: "4" }, {}],
  [{}, {}],
])("usage %j comes to %j", (found, units) => {
  expect(operationOf("messages").usage(found)).toEqual(units);
});

test("counting tokens uses none", () => {
  expect(operationOf("count_tokens").usage({ input_tokens: 7 })).toEqual({});
});
