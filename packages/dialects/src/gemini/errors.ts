/** Google's error envelope: a status by name, and typed details with the decision, the wait and the field. */
import type { Refusal } from "@headgate/core";
import type { ErrorContext, ErrorFacts } from "../error-facts.ts";
import { type Fields, isRecord } from "../canonical/expect.ts";
import { isStatusName, statusName, statusOf } from "./statuses.ts";

const rpc = "type.googleapis.com/google.rpc.";

/** `{"error": {code, message, status, details}}`. */
export function renderError(refusal: Refusal, about: ErrorContext): string {
  return JSON.stringify({ error: errorObject(refusal, about) });
}

/** `ErrorInfo.reason` is the decision's name; the wait is in `RetryInfo`, the parameter in `BadRequest`. */
export function errorObject(refusal: Refusal, about: ErrorContext = {}): object {
  const { code, status, message, type, by, param, retryAfterMs } = refusal;
  const told = Object.entries({ ...about, refused_by: by }).filter(([, value]) => value !== undefined && value !== "");
  const details: unknown[] = [
    { "@type": `${rpc}ErrorInfo`, reason: code, domain: "headgate", metadata: Object.fromEntries(told) },
  ];
  if (retryAfterMs !== undefined) details.push({ "@type": `${rpc}RetryInfo`, retryDelay: `${Math.ceil(retryAfterMs) / 1000}s` });
  if (param !== undefined) {
    details.push({ "@type": `${rpc}BadRequest`, fieldViolations: [{ field: param, description: message }] });
  }
  for (const value of refusal.details ?? []) {
    details.push(isRecord(value) && "@type" in value ? value : { "@type": "type.googleapis.com/google.protobuf.Value", value });
  }
  return { code: status, message, status: type !== undefined && isStatusName(type) ? type : statusName(status), details };
}

/** Also reads an envelope inside an array, as a stream without `alt=sse` sends it. */
export function readError(body: Uint8Array): ErrorFacts | undefined {
  try {
    return errorFacts(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return undefined;
  }
}

export function errorFacts(parsed: unknown): ErrorFacts | undefined {
  const envelope: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = isRecord(envelope) ? envelope["error"] : undefined;
  if (!isRecord(error) || typeof error["message"] !== "string") return undefined;
  const { code, message, status, details } = error;
  const type = typeof status === "string" ? status : undefined;
  const list = Array.isArray(details) ? details.filter(isRecord) : [];
  const reason = detail(list, "ErrorInfo")?.["reason"];
  const violations = detail(list, "BadRequest")?.["fieldViolations"];
  const violation: unknown = Array.isArray(violations) ? violations[0] : undefined;
  const param = isRecord(violation) ? violation["field"] : undefined;
  // Google reports a wrong key as an invalid argument.
  const told = reason === "API_KEY_INVALID" ? 401 : code;
  return {
    message,
    type,
    code: typeof reason === "string" ? reason : undefined,
    param: typeof param === "string" ? param : undefined,
    status: typeof told === "number" && told >= 400 && told < 600 ? told : type === undefined ? undefined : statusOf(type),
    retryAfterMs: milliseconds(detail(list, "RetryInfo")?.["retryDelay"]),
  };
}

function detail(details: readonly Fields[], name: string): Fields | undefined {
  return details.find((it) => it["@type"] === rpc + name);
}

/** A protobuf duration: `34.4s`. */
function milliseconds(delay: unknown): number | undefined {
  const seconds = typeof delay === "string" ? /^(\d{1,9}(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Math.round(Number(seconds) * 1e6) / 1000);
}
