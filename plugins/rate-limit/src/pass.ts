/** What is held for one pass, from its admission to its end. */
import type { Outcome } from "@headgate/core";
import type { Claim } from "./claims.ts";
import { tokensOf } from "./estimate.ts";

export class Pass {
  declare readonly id: string;
  declare readonly claims: readonly Claim[];
  /** Tokens that the request itself is guessed to have; 0 where no tokens are limited. */
  declare readonly input: number;
  /** What each claim left of its limit. */
  declare readonly remaining: readonly number[];
  /** `host.clock`, ms. */
  renewedAt: number;
  /** Its place among those that are open. */
  at = -1;
  /** Tokens of the calls that have left on its account, also of those that failed midway. */
  spent = 0;

  constructor(id: string, claims: readonly Claim[], input: number, remaining: readonly number[], now: number) {
    this.id = id;
    this.claims = claims;
    this.input = input;
    this.remaining = remaining;
    this.renewedAt = now;
  }

  /** A call has ended. */
  spend({ usage }: Outcome): void {
    if (usage) this.spent += tokensOf(usage, this.input);
  }
  /** What each claim really took. A failed request takes none, but tokens that flowed stay taken. */
  actual(outcome: Outcome): readonly number[] {
    const { usage, call } = outcome;
    const failed = hasFailed(outcome);
    const tokens = usage ? Math.max(this.spent, tokensOf(usage, this.input)) : this.spent;
    return this.claims.map(({ kind, hold }) => {
      if (kind === "requests") return failed ? 0 : 1;
      if (kind === "concurrency") return 0;
      // An answer of which nobody tells the tokens is taken for what it was guessed to have.
      return usage || tokens > 0 ? tokens : failed || !call ? 0 : hold.amount;
    });
  }
}

function hasFailed({ error, ended, status }: Outcome): boolean {
  return error !== undefined || ended === "failed" || status >= 400;
}
