/** Why an answer ended. A call also ends with STOP: whether there were calls stands in the parts. */
import type { Stop } from "../canonical/index.ts";
import { unreadable } from "./json-values.ts";

/** Throws an Unreadable when the model has failed, which is no way to end. */
export function readStop(reason: string, calls: boolean): Stop {
  if (failures.has(reason)) unreadable("candidates.0.finishReason", reason, "an answer");
  const meaning = filters.has(reason) ? "filtered" : calls ? "calls" : lengths.has(reason) ? "length" : "end";
  return { reason: meaning };
}

/** Google has no refusals: one is an answer that was filtered. */
export function writeStop({ reason }: Stop, refused: boolean): string {
  if (reason === "filtered" || refused) return "SAFETY";
  return reason === "length" ? "MAX_TOKENS" : "STOP";
}

const lengths = new Set(["MAX_TOKENS", "CONTINUATION"]);
const filters = new Set([
  "SAFETY",
  "RECITATION",
  "LANGUAGE",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);
const failures = new Set([
  "MALFORMED_FUNCTION_CALL",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
  "MISSING_THOUGHT_SIGNATURE",
  "MALFORMED_RESPONSE",
]);
