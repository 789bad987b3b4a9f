/** OpenAI's error envelope, with Bifrost's decision name beside it at the top level. */
import type { Refusal } from "@headgate/core";
import type { ErrorContext, ErrorFacts } from "../dialect.ts";

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

/** Only a body with a message is an error that can be relayed. */
export function readError(body: Uint8Array): ErrorFacts | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const error = isRecord(parsed) ? (parsed["error"] ?? (parsed["type"] === "error" ? parsed : undefined)) : undefined;
    return typeof error === "string" || (isRecord(error) && typeof error["message"] === "string")
      ? errorFacts({ error })
      : undefined;
  } catch {
    return undefined;
  }
}

/** Of `{error: {...}}`, `{error: "text"}` or an error object that stands alone; undefined when it says nothing. */
export function errorFacts(parsed: unknown): ErrorFacts | undefined {
  if (!isRecord(parsed)) return undefined;
  const error = parsed["error"] ?? parsed;
  if (typeof error === "string") return { message: error };
  if (!isRecord(error)) return undefined;
  const [message, code] = [text(error["message"]), text(error["code"])];
  if (message === undefined && code === undefined) return undefined;
  return { message: message ?? `the provider says ${code}`, type: text(error["type"]), code, param: text(error["param"]) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

function errorType(status: number): string {
  if (status === 429) return "rate_limit_error";
  if (status === 402) return "budget_exceeded";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
