/** Google's error envelope, written and read. */
import { refuse } from "@headgate/core";
import { gemini } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { readerOfGemini } from "./frames.ts";

const rpc = "type.googleapis.com/google.rpc.";
const render = (init: Parameters<typeof refuse>[0], about = {}): { error: Record<string, unknown> } =>
  JSON.parse(gemini.renderError(refuse(init), about)) as { error: Record<string, unknown> };

test("an envelope tells the decision, who refused, the wait and the field", () => {
  const refusal = {
    code: "request_limited",
    status: 429,
    message: "slow down",
    by: "rate-limit",
    param: "model",
    retryAfterMs: 1500,
  };
  expect(render(refusal, { provider: "gemini", model_requested: undefined, request_type: "chat_completion" })).toEqual({
    error: {
      code: 429,
      message: "slow down",
      status: "RESOURCE_EXHAUSTED",
      details: [
        {
          "@type": `${rpc}ErrorInfo`,
          reason: "request_limited",
          domain: "headgate",
          metadata: { provider: "gemini", request_type: "chat_completion", refused_by: "rate-limit" },
        },
        { "@type": `${rpc}RetryInfo`, retryDelay: "1.5s" },
        { "@type": `${rpc}BadRequest`, fieldViolations: [{ field: "model", description: "slow down" }] },
      ],
    },
  });
});

test.each([
  [400, "INVALID_ARGUMENT"],
  [401, "UNAUTHENTICATED"],
  [402, "FAILED_PRECONDITION"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [408, "DEADLINE_EXCEEDED"],
  [409, "ABORTED"],
  [413, "INVALID_ARGUMENT"],
  [422, "INVALID_ARGUMENT"],
  [429, "RESOURCE_EXHAUSTED"],
  [499, "CANCELLED"],
  [500, "INTERNAL"],
  [501, "UNIMPLEMENTED"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
  [507, "INTERNAL"],
  [529, "UNAVAILABLE"],
])("a %i is %s", (status, name) => {
  expect(render({ code: "c", status, message: "m" }).error).toMatchObject({ code: status, message: "m", status: name });
});

test("a budget's end is a 402 that names the decision", () => {
  const { error } = render({ code: "budget_exceeded", status: 402, message: "m" });
  expect(error).toMatchObject({ code: 402, status: "FAILED_PRECONDITION", details: [{ reason: "budget_exceeded" }] });
});

test.each([
  ["OUT_OF_RANGE", "OUT_OF_RANGE"],
  ["invalid_request_error", "INVALID_ARGUMENT"],
  ["constructor", "INVALID_ARGUMENT"],
])("the type %s of a refusal is shown as %s", (type, name) => {
  expect(render({ code: "c", status: 400, message: "m", type }).error["status"]).toBe(name);
});

test("details are typed, whoever wrote them", () => {
  const quota = { "@type": `${rpc}QuotaFailure`, violations: [] };
  const { error } = render({ code: "c", status: 400, message: "m", details: [quota, { a: 1 }] });
  expect((error["details"] as unknown[]).slice(1)).toEqual([
    quota,
    { "@type": "type.googleapis.com/google.protobuf.Value", value: { a: 1 } },
  ]);
});

describe("a provider's own error body", () => {
  const exhausted = {
    error: {
      code: 429,
      message: "You exceeded your current quota",
      status: "RESOURCE_EXHAUSTED",
      details: [
        { "@type": `${rpc}QuotaFailure`, violations: [{ quotaId: "q" }] },
        { "@type": `${rpc}RetryInfo`, retryDelay: "34.4s" },
      ],
    },
  };
  const facts = { message: "You exceeded your current quota", type: "RESOURCE_EXHAUSTED", status: 429, retryAfterMs: 34_400 };
  const detailed = (detail: object): object => ({
    error: { code: 400, message: "m", status: "INVALID_ARGUMENT", details: [detail] },
  });
  const plain = { message: "m", type: "INVALID_ARGUMENT", status: 400 };

  test.each([
    [exhausted, facts],
    [[exhausted], facts],
    [{ error: { message: "m" } }, { message: "m" }],
    [{ error: { message: "m", status: "UNAVAILABLE" } }, { message: "m", type: "UNAVAILABLE", status: 503 }],
    [{ error: { message: "m", code: 3, status: "constructor" } }, { message: "m", type: "constructor" }],
    [detailed({ "@type": `${rpc}ErrorInfo`, reason: "API_KEY_INVALID" }), { ...plain, status: 401, code: "API_KEY_INVALID" }],
    [detailed({ "@type": `${rpc}BadRequest`, fieldViolations: [{ field: "contents" }] }), { ...plain, param: "contents" }],
    [detailed({ "@type": `${rpc}RetryInfo`, retryDelay: "0.0004s" }), { ...plain, retryAfterMs: 1 }],
    [detailed({ "@type": `${rpc}RetryInfo`, retryDelay: "-3s" }), plain],
    [detailed({ "@type": `${rpc}RetryInfo`, retryDelay: 3 }), plain],
    [detailed({ "@type": `${rpc}BadRequest`, fieldViolations: "x" }), plain],
    [{ error: { code: 400 } }, undefined],
    [{ error: "text" }, undefined],
    [{ message: "m" }, undefined],
    [[], undefined],
    [null, undefined],
    ["text", undefined],
  ])("%j is read as %j", (body, expected) => {
    expect(gemini.readError(Buffer.from(JSON.stringify(body)))).toEqual(expected);
  });

  test.each(["", "<html>Bad gateway</html>", '{"error":', "\u0000"])("%j is not one", (body) => {
    expect(gemini.readError(Buffer.from(body))).toBeUndefined();
  });

  test("is found again in what the gateway renders", () => {
    const init = { code: "request_limited", status: 429, message: "m", param: "p", retryAfterMs: 1234 };
    expect(gemini.readError(Buffer.from(gemini.renderError(refuse(init), {})))).toEqual({
      message: "m",
      type: "RESOURCE_EXHAUSTED",
      code: "request_limited",
      param: "p",
      status: 429,
      retryAfterMs: 1234,
    });
  });
});

test("a stream that fails midway says so in the same envelope, as its last frame", () => {
  const why = refuse({ code: "upstream_error", status: 502, message: "lost", by: "gateway" });
  const frame = readerOfGemini().errorFrame(why);
  expect(frame).toMatch(/^data: .*\n\n$/);
  expect(JSON.parse(frame.slice(6))).toEqual(render({ ...why }));
});
