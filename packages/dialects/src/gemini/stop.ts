/** Why an answer ended, both ways. Calls also end with STOP: only the parts show whether there were any. */
import type { Stop } from "../canonical/index.ts";
import { unreadable } from "../canonical/expect.ts";

/** Throws an Unreadable if the model has failed, which is not an ending. */
export function readStop(reason: string, calls: boolean): Stop {
  if (failures.has(reason)) throw unreadable("candidates.0.finishReason", reason, "an answer");
  const meaning = filters.has(reason) ? "filtered" : calls ? "calls" : lengths.has(reason) ? "length" : "end";
  return { reason: meaning };
}

/** Google has no refusals: they are written as filtered answers. */
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
