/** Tells a client what is left, in OpenAI's headers: of the tightest limit, for requests and for tokens. */
import type { Clock, Reply, Window } from "@headgate/core";
import type { Claim } from "./claims.ts";
import { writeDuration } from "./duration.ts";
import type { Pass } from "./pass.ts";

/** The limits of the client request and of the call that answered it. A provider's own figures, which are about our key, give way. */
export function showRemaining(reply: Reply, clock: Pick<Clock, "now">, pass: Pass, other: Pass | undefined): void {
  const shown: Record<string, string> = {};
  for (const kind of ["requests", "tokens"] as const) {
    let tightest: Claim | undefined;
    let left = Infinity;
    for (const { claims, remaining } of other ? [pass, other] : [pass]) {
      for (const [i, claim] of claims.entries()) {
        if (claim.kind !== kind || remaining[i]! >= left) continue;
        [tightest, left] = [claim, remaining[i]!];
      }
    }
    if (tightest) writeHeaders(shown, tightest, left, clock.now());
  }
  // The upstream makes its headers for this one reply; a plugin's may be shared or frozen.
  if (reply.call) Object.assign(reply.headers, shown);
  else reply.headers = { ...reply.headers, ...shown };
}

export function writeHeaders(to: Record<string, string>, { kind, quota, hold }: Claim, left: number, now: number): void {
  if (!quota) return;
  to[`x-ratelimit-limit-${kind}`] = String(hold.limit);
  to[`x-ratelimit-remaining-${kind}`] = String(Math.max(0, left));
  to[`x-ratelimit-reset-${kind}`] = writeDuration(untilReset(quota.window, now));
}

/** A sliding window is wholly free at the latest when its whole length has passed. */
function untilReset(window: Window, now: number): number {
  if ("until" in window) return Math.max(0, window.until - now);
  return window.sliding ? window.ms : window.ms - (now % window.ms);
}
