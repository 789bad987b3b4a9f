/** Why an answer ended, in this format's words and back. */
import type { Stop } from "../../canonical/index.ts";
import { unreadable } from "../../canonical/expect.ts";

/** `sequence` is the stop sequence that was met, which vLLM and others report besides the reason. */
export function readStop(reason: unknown, sequence: unknown, hasCalls: boolean): Stop {
  if (typeof reason === "string" && /error|abort|cancel|insufficient/i.test(reason))
    throw unreadable("choices.0.finish_reason", reason, "an ending, not a failure");
  const known = typeof reason === "string" ? reasons.get(reason.toLowerCase()) : undefined;
  // What counts is whether there are calls: some servers say "stop" after calls, and some "tool_calls" without any.
  if (known === undefined) return hasCalls ? { reason: "calls" } : ended(sequence);
  return { reason: known };
}

/** Never "function_call", which only clients that predate tools know. */
export function writeStop({ reason }: Stop): "stop" | "length" | "tool_calls" | "content_filter" {
  return finishes[reason];
}

/** Reasons other than an ordinary end; "model_length" is Mistral's. */
const reasons: ReadonlyMap<string, Stop["reason"]> = new Map([
  ["length", "length"],
  ["model_length", "length"],
  ["max_tokens", "length"],
  ["content_filter", "filtered"],
]);

const finishes = { end: "stop", length: "length", calls: "tool_calls", filtered: "content_filter" } as const;

function ended(sequence: unknown): Stop {
  return typeof sequence === "string" && sequence !== "" ? { reason: "end", sequence } : { reason: "end" };
}
