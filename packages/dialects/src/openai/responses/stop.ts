/** Why an answer ended, both ways. */
import { asRecord, type Fields, optional } from "../../canonical/expect.ts";
import type { Stop } from "../../canonical/index.ts";

export function readStop(response: Fields, status: "completed" | "incomplete", calls: boolean): Stop {
  if (status === "completed") return { reason: calls ? "calls" : "end" };
  const details = optional(response["incomplete_details"], "incomplete_details", asRecord);
  return { reason: details?.["reason"] === "content_filter" ? "filtered" : "length" };
}

export function statusOf({ reason }: Stop): "completed" | "incomplete" {
  return reason === "length" || reason === "filtered" ? "incomplete" : "completed";
}

/** `incomplete_details` of the response. */
export function incompleteBy(stop: Stop): object | null {
  if (statusOf(stop) === "completed") return null;
  return { reason: stop.reason === "filtered" ? "content_filter" : "max_output_tokens" };
}
