/** Why an answer ended, in this format's words and back. */
import type { Stop } from "../../canonical/index.ts";
import { wrong } from "./values.ts";

/** `sequence` is the stop sequence that was met, as vLLM and others tell it beside the reason. */
export function readFinish(reason: unknown, sequence: unknown, hasCalls: boolean): Stop {
  if (typeof reason === "string" && /error|abort|cancel|insufficient/i.test(reason))
    throw wrong(reason, "choices.0.finish_reason", "an ending, not a failure");
  const known = typeof reason === "string" ? reasons.get(reason.toLowerCase()) : undefined;
  // What is there counts, and not what is said of it: some say "stop" after calls, and some "tool_calls" after none.
  if (known === undefined) return hasCalls ? { reason: "calls" } : ended(sequence);
  return { reason: known };
}

/** Never "function_call", which only clients from before there were tools know. */
export function writeFinish({ reason }: Stop): "stop" | "length" | "tool_calls" | "content_filter" {
  return finishes[reason];
}

/** Of those that differ from an ordinary end; "model_length" is Mistral's. */
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
