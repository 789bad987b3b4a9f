/** Finds out which limits a refused pass has used up, and answers with them. */
import { type MaybePromise, reply, type Reply, type Reservation } from "@headgate/core";
import type { Claim } from "./claims.ts";
import { writeHeaders } from "./headers.ts";
import type { Ledger } from "./ledger.ts";
import { type Exceeded, refusalOf } from "./refusal.ts";

type No = Extract<Reservation, { readonly ok: false }>;

/** A limit's requests are refused before its tokens are looked at; a caller who has used up both should be told of both. */
export function explain(claims: readonly Claim[], no: No, ledger: Ledger, now: number): MaybePromise<Reply> {
  const [claim, next] = [claims[no.hold]!, claims[no.hold + 1]];
  const first: Exceeded = { claim, used: no.used };
  if (next?.limit !== claim.limit || next.kind !== "tokens") return answer([first], no, now);
  const conclude = (found: readonly number[] | undefined): Reply => {
    const second: Exceeded = { claim: next, used: found?.[0] ?? 0 };
    return answer(second.used + next.hold.amount > next.hold.limit ? [first, second] : [first], no, now);
  };
  const found = ledger.used([next.hold]);
  return found instanceof Promise ? found.then(conclude) : conclude(found);
}

function answer(exceeded: readonly [Exceeded, ...Exceeded[]], { retryAfterMs }: No, now: number): Reply {
  const error = refusalOf(exceeded, retryAfterMs);
  const headers: Record<string, string> = {};
  for (const { claim, used } of exceeded) writeHeaders(headers, claim, claim.hold.limit - used, now);
  return reply({ status: error.status, error, headers });
}
