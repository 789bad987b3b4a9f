/** Why an answer ended, both ways. */
import type { Stop } from "../canonical/index.ts";

/** A call turns an ordinary end into "calls", since it needs a result. */
export function readStop(reason: unknown, sequence: unknown, calls: boolean): Stop {
  switch (reason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return { reason: "length" };
    case "refusal":
      return { reason: "filtered" };
    default:
      if (calls) return { reason: "calls" };
      return typeof sequence === "string" && reason === "stop_sequence" ? { reason: "end", sequence } : { reason: "end" };
  }
}

/** `refused`: the model itself has refused. */
export function writeStop({ reason, sequence }: Stop, refused: boolean): { stop_reason: string; stop_sequence: string | null } {
  if (refused && reason === "end") return { stop_reason: "refusal", stop_sequence: null };
  if (reason === "end" && sequence !== undefined) return { stop_reason: "stop_sequence", stop_sequence: sequence };
  return { stop_reason: words[reason], stop_sequence: null };
}

const words: Readonly<Record<Stop["reason"], string>> = {
  end: "end_turn",
  length: "max_tokens",
  calls: "tool_use",
  filtered: "refusal",
};
