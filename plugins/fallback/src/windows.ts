/** Knows which targets accept a longer prompt than the one that found it too long. */
import type { Refusal, Target } from "@headgate/core";
import type { FallbackConfig } from "./options.ts";
import { nameOf } from "./route.ts";
import { errorOf, type Turn } from "./turn.ts";

export interface Windows {
  /** The context window that was too small for this prompt; 0 if something else went wrong or the target's window is not known. */
  outgrown(error: Refusal, target: Target): number;
  /** After a prompt was too long for one target, leaves out those not known to take more. */
  narrow(targets: readonly Target[], turn: Turn, failed: Target): readonly Target[];
}

export function createWindows(contextWindows: FallbackConfig["contextWindows"]): Windows {
  const known = new Map(Object.entries(contextWindows));
  const tokensOf = (target: Target): number => known.get(nameOf(target)) ?? 0;
  const outgrown = (error: Refusal, target: Target): number => (isTooLong(error) ? tokensOf(target) : 0);
  return {
    outgrown,
    narrow(targets, turn, failed) {
      const error = errorOf(turn);
      const tooFew = error ? outgrown(error, failed) : 0;
      return tooFew > 0 ? targets.filter((target) => tokensOf(target) > tooFew) : targets;
    },
  };
}

/** Anthropic has no code for it: "prompt is too long: 210000 tokens > 200000 maximum". */
function isTooLong({ code, message }: Refusal): boolean {
  return code === "context_length_exceeded" || message.startsWith("prompt is too long");
}
