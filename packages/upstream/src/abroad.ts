/** A provider's error for a client of another vendor: what only its own vendor uses becomes what all clients know. */
import { type Refusal, refuse } from "@headgate/core";
import type { Statuses } from "@headgate/dialects";

export const usualStatuses: Statuses = { overloaded: 503, unpaid: 429 };

/** Each vendor has its own error types; the client's dialect derives its type from the status. */
export function abroad(error: Refusal, statuses: Statuses): Refusal {
  const { status, type, code } = error;
  // It had no code of its own: its type was used as one.
  const known = code === type ? undefined : code;
  if (status === 402 || known === "insufficient_quota") {
    return refuse({ ...error, status: statuses.unpaid, code: "insufficient_quota", type: "insufficient_quota" });
  }
  const overloaded = status === 503 || status === 529;
  return refuse({
    ...error,
    status: overloaded ? statuses.overloaded : status,
    code: status === 429 ? "rate_limit_exceeded" : (known ?? tooLong(error) ?? codeOf(status)),
    type: undefined,
  });
}

/** A plugin that knows a larger model acts on this code, which some vendors only express in words. */
function tooLong({ status, message }: Refusal): string | undefined {
  const isIt = status === 400 && /(?:prompt|input) is too long|input token count .* exceeds/i.test(message);
  return isIt ? "context_length_exceeded" : undefined;
}

function codeOf(status: number): string {
  return codes.get(status) ?? (status >= 500 ? "server_error" : "invalid_request_error");
}

const codes: ReadonlyMap<number, string> = new Map([
  [404, "model_not_found"],
  [408, "timeout"],
  [409, "conflict"],
  [413, "request_too_large"],
  [503, "overloaded"],
  [504, "timeout"],
  [529, "overloaded"],
]);
