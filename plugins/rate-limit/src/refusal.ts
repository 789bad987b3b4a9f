/** What a caller who has used up a limit is told, in Bifrost's words and codes. */
import { type Refusal, refuse } from "@headgate/core";
import type { Claim } from "./claims.ts";

export interface Exceeded {
  readonly claim: Claim;
  readonly used: number;
}

/** The first is what was refused; a second belongs to the same limit. */
export function refusalOf(exceeded: readonly [Exceeded, ...Exceeded[]], retryAfterMs: number | undefined): Refusal {
  const [{ claim }] = exceeded;
  const what = exceeded.map(({ claim, used }) => describe(claim, used)).join(", ");
  return refuse({
    code: exceeded.length > 1 ? "rate_limited" : codes[claim.kind],
    status: 429,
    message: `Rate limit check failed: rate limit violated for ${claim.limit.owner}: ${what}`,
    scope: claim.scope,
    retryAfterMs,
  });
}

export const unavailable: Refusal = refuse({
  code: "store_unavailable",
  status: 503,
  message: "rate limits cannot be checked: the store does not answer",
});

const codes = { requests: "request_limited", tokens: "token_limited", concurrency: "concurrency_limited" } as const;
const names = { requests: "request", tokens: "token", concurrency: "concurrency" } as const;

function describe({ kind, quota, hold }: Claim, used: number): string {
  const resets = quota ? `, resets every ${quota.every}` : "";
  // If something is left, the client must learn that its request was too large for it.
  const needs = kind === "tokens" && used < hold.limit ? `, this request may take ${hold.amount}` : "";
  return `${names[kind]} limit exceeded (${used}/${hold.limit}${resets}${needs})`;
}
