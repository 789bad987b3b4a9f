/** Distinguishes a temporary failure from one that asking again would only repeat. */
import type { Refusal } from "@headgate/core";
import type { RetryConfig } from "./options.ts";

/** Whether the same target may answer if it is asked again. */
export type Judge = (error: Refusal) => boolean;

export function createJudge(statuses: RetryConfig["statuses"]): Judge {
  const listed = new Set<unknown>(statuses);
  return ({ code, scope, status }) => {
    if (scope === "request" || code === "insufficient_quota" || rejectsKey(status)) return false;
    return listed.has(status) || (listed.has("5xx") && status >= 500);
  };
}

function rejectsKey(status: number): boolean {
  return status === 401 || status === 402 || status === 403;
}
