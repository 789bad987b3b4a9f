/** What one pass asks of the store: a hold for each thing that each of its limits counts, and the limit it belongs to. */
import type { Call, Exchange, Hold, Refusal } from "@headgate/core";
import type { Limit, Quota } from "@headgate/words";
import { type Estimate, type EstimateTokens, heldOf } from "./estimate.ts";

/** One hold, with what is needed to refuse, show or settle it. */
export interface Claim {
  readonly kind: "requests" | "tokens" | "concurrency";
  readonly limit: Limit;
  readonly hold: Hold;
  /** Absent for concurrency. */
  readonly quota?: Quota;
  /** What a refusal stops. */
  readonly scope: Refusal["scope"];
}

/** All claims of one pass. */
export interface Claimed {
  readonly list: readonly Claim[];
  /** Their holds, in the same order. */
  readonly holds: readonly Hold[];
  readonly estimate?: Estimate | undefined;
}

/** The kind is appended to a limit's key, so that the plugin that gave the limit can read how much of it is used. */
export class Claims implements Claimed {
  declare readonly x: Exchange;
  declare readonly call: Call;
  declare readonly estimateTokens: EstimateTokens;
  readonly list: Claim[] = [];
  readonly holds: Hold[] = [];
  /** Made only for the first limit on tokens, because it reads the body. */
  estimate: Estimate | undefined;

  constructor(x: Exchange, call: Call, estimateTokens: EstimateTokens) {
    this.x = x;
    this.call = call;
    this.estimateTokens = estimateTokens;
  }

  add(limit: Limit, scope: Claim["scope"]): void {
    const { key, requests, concurrency } = limit;
    if (requests) this.push({ kind: "requests", limit, scope, quota: requests, hold: counted(`${key}:requests`, 1, requests) });
    this.addTokens(limit, scope);
    if (concurrency === undefined) return;
    this.push({ kind: "concurrency", limit, scope, hold: { key: `${key}:concurrency`, amount: 1, limit: concurrency } });
  }
  /** Only the tokens of this limit. */
  addTokens(limit: Limit, scope: Claim["scope"]): void {
    const { key, tokens } = limit;
    if (!tokens) return;
    this.estimate ??= this.estimateTokens(this.x, this.call);
    const hold = counted(`${key}:tokens`, heldOf(this.estimate, tokens.max), tokens);
    this.push({ kind: "tokens", limit, scope, quota: tokens, hold });
  }
  push(claim: Claim): void {
    this.list.push(claim);
    this.holds.push(claim.hold);
  }
}

function counted(key: string, amount: number, { max, window }: Quota): Hold {
  return { key, amount, limit: max, window };
}
