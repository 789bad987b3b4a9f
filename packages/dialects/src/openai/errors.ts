/** OpenAI's error envelope, with Bifrost's decision name beside it at the top level. */
import type { Refusal } from "@headgate/core";
import type { ErrorContext } from "../error-facts.ts";

/** `{type, is_bifrost_error, status_code, error: {message, type, param, code}}`: both kinds of client find their field. */
export function renderError(refusal: Refusal, about: ErrorContext): string {
  const { code, status, by, details } = refusal;
  return JSON.stringify({
    type: code,
    is_bifrost_error: by === "gateway",
    status_code: status,
    error: { ...errorObject(refusal), ...(details ? { details } : {}) },
    extra_fields: { ...about, refused_by: by },
  });
}

/** The four fields that OpenAI's `Error` schema requires. */
export function errorObject({ code, status, message, type, param }: Refusal): object {
  // OpenAI answers a wrong method with a hint and without a code.
  return { message, type: type ?? errorType(status), param: param ?? null, code: code === "method_not_allowed" ? null : code };
}

function errorType(status: number): string {
  if (status === 429) return "rate_limit_error";
  if (status === 402) return "budget_exceeded";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
