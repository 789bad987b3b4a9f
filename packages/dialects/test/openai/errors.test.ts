/** The error envelope, written and read. */
import { refuse } from "@headgate/core";
import { openai } from "@headgate/dialects";
import { describe, expect, test } from "vitest";

const render = (init: Parameters<typeof refuse>[0], about = {}): unknown =>
  JSON.parse(openai.renderError(refuse(init), about)) as unknown;

test("an envelope serves Bifrost's clients and OpenAI's at once", () => {
  const refusal = { code: "request_limited", status: 429, message: "slow down", by: "rate-limit", param: "model" };
  expect(render(refusal, { provider: "openai", model_requested: "gpt-4o", request_type: "chat_completion" })).toEqual({
    type: "request_limited",
    is_bifrost_error: false,
    status_code: 429,
    error: { message: "slow down", type: "rate_limit_error", param: "model", code: "request_limited" },
    extra_fields: { provider: "openai", model_requested: "gpt-4o", request_type: "chat_completion", refused_by: "rate-limit" },
  });
});

test.each([
  [400, "invalid_request_error"],
  [401, "invalid_request_error"],
  [402, "budget_exceeded"],
  [404, "invalid_request_error"],
  [413, "invalid_request_error"],
  [429, "rate_limit_error"],
  [500, "server_error"],
  [503, "server_error"],
  [504, "server_error"],
])("a %i without a type of its own is a %s, and all four fields stand there", (status, type) => {
  expect(render({ code: "c", status, message: "m" })).toMatchObject({ error: { message: "m", type, param: null, code: "c" } });
});

test("a type that a refusal names wins, and details are shown", () => {
  const out = render({ code: "c", status: 400, message: "m", type: "mine", details: [1], by: "gateway" });
  expect(out).toMatchObject({ is_bifrost_error: true, error: { type: "mine", details: [1] } });
});

describe("a provider's own error body", () => {
  test.each([
    [{ error: { message: "m", type: "t", param: "p", code: "c" } }, { message: "m", type: "t", param: "p", code: "c" }],
    [{ error: { message: "m", type: null, param: null, code: null } }, { message: "m" }],
    [{ error: { message: "m", code: 429 } }, { message: "m", code: "429" }],
    [{ error: "just text" }, { message: "just text" }],
    [
      { type: "error", message: "m", code: "c" },
      { message: "m", type: "error", code: "c" },
    ],
    [
      { type: "error", error: { type: "overloaded_error", message: "m" } },
      { message: "m", type: "overloaded_error" },
    ],
    [{ error: { code: "c" } }, undefined],
    [{ error: null }, undefined],
    [{ error: [] }, undefined],
    [{ message: "m" }, undefined],
    [{}, undefined],
    [[], undefined],
    [null, undefined],
    ["text", undefined],
  ])("%j is read as %j", (body, facts) => {
    expect(openai.readError(Buffer.from(JSON.stringify(body)))).toEqual(facts);
  });

  test.each(["", "<html>Bad gateway</html>", '{"error":', "\u0000"])("%j is not one", (body) => {
    expect(openai.readError(Buffer.from(body))).toBeUndefined();
  });

  test("is found again in what the gateway renders", () => {
    const body = openai.renderError(refuse({ code: "c", status: 400, message: "m", type: "t", param: "p" }), {});
    expect(openai.readError(Buffer.from(body))).toEqual({ message: "m", type: "t", param: "p", code: "c" });
  });
});

test("a provider key travels as a bearer token", () => {
  expect(openai.authorization("sk-1")).toEqual(["authorization", "Bearer sk-1"]);
});
