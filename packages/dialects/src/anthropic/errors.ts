/** Anthropic's error envelope, with the decision's name as `error.code`. */
import { isRecord } from "../canonical/expect.ts";
import type { Refusal } from "@headgate/core";
import type { ErrorContext, ErrorFacts } from "../error-facts.ts";
import { errorFacts, readError as readAnyError } from "../canonical/error-body.ts";

/** `{type: "error", error: {type, message, code}}`: the AI SDK accepts no other outer type. */
export function renderError(refusal: Refusal, about: ErrorContext): string {
  const { status, by } = refusal;
  return JSON.stringify({
    type: "error",
    error: errorObject(refusal),
    is_bifrost_error: by === "gateway",
    status_code: status,
    extra_fields: { ...about, refused_by: by },
  });
}

/** The official client 1.x shows `details.error_code` as its error's code. */
export function errorObject({ code, status, message, type, param, details }: Refusal): object {
  const more = { error_code: code, ...(details ? { list: details } : {}) };
  return { type: errorType(code, status, type), message, code, ...(param === undefined ? {} : { param }), details: more };
}

/** Anthropic's envelope, and OpenAI's, which compatible servers use. */
export function readError(body: Uint8Array): ErrorFacts | undefined {
  const facts = readAnyError(body);
  if (!facts) return undefined;
  const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
  return withErrorCode(facts, parsed);
}

/** Reads an error event; undefined if it says nothing. */
export function eventFacts(parsed: unknown): ErrorFacts | undefined {
  const facts = errorFacts(parsed);
  return facts && withErrorCode(facts, parsed);
}

function withErrorCode(facts: ErrorFacts, parsed: unknown): ErrorFacts {
  const error = isRecord(parsed) ? parsed["error"] : undefined;
  const details = isRecord(error) ? error["details"] : undefined;
  const code = isRecord(details) ? details["error_code"] : undefined;
  return facts.code === undefined && typeof code === "string" ? { ...facts, code } : facts;
}

const types: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [408, "timeout_error"],
  [409, "conflict_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [503, "overloaded_error"],
  [504, "timeout_error"],
  [529, "overloaded_error"],
]);
const known: ReadonlySet<string> = new Set([...types.values(), "invalid_request_error", "api_error"]);

/** Another vendor's type is not used here. */
function errorType(code: string, status: number, type: string | undefined): string {
  if (code === "insufficient_quota") return "billing_error";
  // Much of what OpenAI calls an invalid request has its own type here.
  if (type !== undefined && type !== "invalid_request_error" && known.has(type)) return type;
  return types.get(status) ?? (status >= 500 ? "api_error" : "invalid_request_error");
}
