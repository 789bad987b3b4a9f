/** Tells a client what is left of the tightest limit, for requests and for tokens, in OpenAI's headers. */
import type { Clock, Reply, Window } from "@headgate/core";
import type { Claim } from "./claims.ts";
import { writeDuration } from "./write-duration.ts";
import type { Pass } from "./pass.ts";

/** The limits of the client request and of the call that answered it. They replace a provider's own figures, which are about our key. */
export function showRemaining(reply: Reply, clock: Pick<Clock, "now">, pass: Pass, other: Pass | undefined): void {
  // The upstream makes its headers for this one reply; a plugin's may be shared or frozen.
  if (!reply.call) reply.headers = { ...reply.headers };
  showTightest(reply.headers, "requests", clock, pass, other);
  showTightest(reply.headers, "tokens", clock, pass, other);
}

export function writeHeaders(to: Record<string, string>, { kind, quota, hold }: Claim, left: number, now: number): void {
  if (!quota) return;
  const [limit, remaining, reset] = kind === "tokens" ? ofTokens : ofRequests;
  to[limit] = String(hold.limit);
  to[remaining] = String(Math.max(0, left));
  to[reset] = writeDuration(untilReset(quota.window, now));
}

const ofRequests = ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"] as const;
const ofTokens = ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"] as const;

function showTightest(
  to: Record<string, string>,
  kind: Claim["kind"],
  clock: Pick<Clock, "now">,
  pass: Pass,
  other: Pass | undefined,
): void {
  const mine = tightestOf(pass, kind);
  const its = other ? tightestOf(other, kind) : -1;
  if (other && its >= 0 && (mine < 0 || other.remaining[its]! < pass.remaining[mine]!))
    writeHeaders(to, other.claims[its]!, other.remaining[its]!, clock.now());
  else if (mine >= 0) writeHeaders(to, pass.claims[mine]!, pass.remaining[mine]!, clock.now());
}

/** -1 if no claim is of this kind. */
function tightestOf({ claims, remaining }: Pass, kind: Claim["kind"]): number {
  let tightest = -1;
  for (let i = 0; i < claims.length; i++)
    if (claims[i]!.kind === kind && (tightest < 0 || remaining[i]! < remaining[tightest]!)) tightest = i;
  return tightest;
}

/** A sliding window is completely free at the latest when its whole length has passed. */
function untilReset(window: Window, now: number): number {
  if ("until" in window) return Math.max(0, window.until - now);
  return window.sliding ? window.ms : window.ms - (now % window.ms);
}
