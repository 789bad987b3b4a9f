/** What is held for one pass, from its admission to its end. */
import type { Call, Outcome } from "@headgate/core";
import type { Claim, Claimed } from "./claims.ts";
import { tokensOf } from "./estimate.ts";

export class Pass {
  declare readonly id: string;
  declare readonly claims: readonly Claim[];
  /** The estimated tokens of the request itself; undefined if no tokens are limited. */
  declare readonly input: number | undefined;
  /** What each claim left of its limit. */
  declare readonly remaining: readonly number[];
  /** The gate that admitted it, and the call. */
  declare readonly gate: object;
  declare readonly call: Call;
  /** Admitted earlier for the same exchange. */
  declare readonly before: Pass | undefined;
  /** `host.clock`, ms. */
  renewedAt: number;
  /** Its index among the open passes; negative if it is not open. */
  at = -1;
  /** Settled already, although its end is still to come. */
  freed = false;
  /** Tokens of the calls charged to it, including those that failed midway. */
  spent = 0;

  constructor(
    id: string,
    { list, estimate }: Claimed,
    remaining: readonly number[],
    now: number,
    gate: object,
    call: Call,
    before: Pass | undefined,
  ) {
    this.id = id;
    this.claims = list;
    this.input = estimate?.input;
    this.remaining = remaining;
    this.renewedAt = now;
    this.gate = gate;
    this.call = call;
    this.before = before;
  }

  /** A call has ended. */
  spend({ usage }: Outcome): void {
    if (usage) this.spent += tokensOf(usage, this.input ?? 0);
  }
  /** What each claim really used. A failed request uses none, but tokens that flowed stay used. */
  actual(outcome: Ending): readonly number[] {
    const { usage, call } = outcome;
    const failed = hasFailed(outcome);
    const tokens = usage ? Math.max(this.spent, tokensOf(usage, this.input ?? 0)) : this.spent;
    // If nobody reports the tokens of an answer, the guess counts.
    const told = usage !== undefined || tokens > 0;
    const took: number[] = [];
    for (const { kind, hold } of this.claims) {
      if (kind === "requests") took.push(failed ? 0 : 1);
      else if (kind === "concurrency") took.push(0);
      else took.push(told ? tokens : failed || !call ? 0 : hold.amount);
    }
    return took;
  }
}

type Ending = Pick<Outcome, "error" | "status" | "usage" | "call" | "ended">;

function hasFailed({ error, ended, status }: Ending): boolean {
  return error !== undefined || ended === "failed" || status >= 400;
}
