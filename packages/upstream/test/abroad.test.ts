/** A provider's error for a client of another vendor: what only its own vendor says becomes what everybody knows. */
import { refuse } from "@headgate/core";
import { anthropic } from "@headgate/dialects";
import { expect, test } from "vitest";
import { abroad, usualStatuses } from "../src/abroad.ts";

const claude = anthropic.statuses!;

function told(status: number, code: string, type: string | undefined, to = usualStatuses, message = "m"): object {
  const { by, scope: _, ...rest } = abroad(refuse({ status, code, type, message, by: "provider" }), to);
  expect(by).toBe("provider");
  return rest;
}

// As providerError makes them: without a code of its own an error has its type for one.
test.each([
  [400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", 400, "invalid_request_error"],
  [400, "invalid_value", "invalid_request_error", 400, "invalid_value"],
  [403, "permission_error", "permission_error", 403, "invalid_request_error"],
  [404, "not_found_error", "not_found_error", 404, "model_not_found"],
  [409, "ABORTED", "ABORTED", 409, "conflict"],
  [413, "request_too_large", "request_too_large", 413, "request_too_large"],
  [429, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", 429, "rate_limit_exceeded"],
  [500, "api_error", "api_error", 500, "server_error"],
  [503, "UNAVAILABLE", "UNAVAILABLE", 503, "overloaded"],
  [504, "timeout_error", "timeout_error", 504, "timeout"],
  [529, "overloaded_error", "overloaded_error", 503, "overloaded"],
])("%i %s (%s) is %i %s", (status, code, type, shown, name) => {
  expect(told(status, code, type)).toEqual({ status: shown, code: name, type: undefined, message: "m" });
});

test.each([
  ["has too much to do", 503, "UNAVAILABLE", "UNAVAILABLE", 529, "overloaded"],
  ["is owed money", 429, "insufficient_quota", "insufficient_quota_error", 402, "insufficient_quota"],
])("a client of Anthropic's hears that a provider %s as from Anthropic", (_name, status, code, type, shown, name) => {
  expect(told(status, code, type, claude)).toMatchObject({ status: shown, code: name });
});

test("Anthropic's bill is OpenAI's quota", () => {
  expect(told(402, "billing_error", "billing_error")).toMatchObject({ status: 429, code: "insufficient_quota" });
});

test.each([
  "prompt is too long: 200001 tokens > 200000 maximum",
  "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).",
])("%s has the code that others act on", (message) => {
  expect(told(400, "x", "x", usualStatuses, message)).toMatchObject({ status: 400, code: "context_length_exceeded" });
});
