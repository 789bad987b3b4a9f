/** Says how long to wait before the same target is asked again, and when waiting is not worth it. */
import type { Call, Exchange, Random, Refusal } from "@headgate/core";
import { MoreTargets } from "@headgate/words";
import type { RetryConfig } from "./options.ts";

/** Milliseconds before retry number `n`, counted from 0; undefined means give up now. */
export type Wait = (x: Exchange, call: Call, error: Refusal, n: number) => number | undefined;

export function createWait({ initialMs, maxMs, maxWaitMs }: RetryConfig, random: Random): Wait {
  return (x, call, error, n) => {
    const named = error.retryAfterMs ?? 0;
    if (named > maxWaitMs) return undefined;
    // Another target may answer at once: no reason to wait for one that is busy, or may be silent again.
    if ((named > 0 || fellSilent(error)) && x.get(MoreTargets)?.(x, call)) return undefined;
    return named > 0 ? named : Math.round(random.number() * Math.min(maxMs, initialMs * 2 ** n));
  };
}

function fellSilent({ code, status }: Refusal): boolean {
  return code === "timeout" && status === 504;
}
