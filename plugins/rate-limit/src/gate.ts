/** One place where passes are admitted: all that their limits count is held at once, or nothing and they are refused. */
import {
  type Call,
  type Exchange,
  type Host,
  type MaybePromise,
  type Outcome,
  perCall,
  type Refusal,
  type Reply,
  type Reservation,
} from "@headgate/core";
import type { Claims } from "./claims.ts";
import { explain } from "./explain.ts";
import type { Ledger } from "./ledger.ts";
import type { OpenPasses } from "./open.ts";
import { Pass } from "./pass.ts";
import { unavailable } from "./refusal.ts";

export interface Gate {
  /** `undefined`: admitted, or nothing is claimed. */
  admit(claims: Claims | undefined): MaybePromise<Reply | Refusal | undefined>;
  /** What is held for this pass. */
  of(call: Call): Pass | undefined;
  end(x: Exchange, outcome: Outcome, call: Call): void;
}

export interface GateParts {
  readonly host: Pick<Host, "clock" | "random">;
  readonly ledger: Ledger;
  readonly open: OpenPasses;
  readonly failMode: "closed" | "open";
  /** Where the passes of this place that hold tokens are found, so that the calls made for them can be put on their account. */
  readonly accounts?: WeakMap<Exchange, Pass>;
}

export function createGate({ host: { clock, random }, ledger, open, failMode, accounts }: GateParts): Gate {
  const passes = perCall<Pass>();
  const admitted = (id: string, { x, call, list, estimate }: Claims, remaining: readonly number[]): undefined => {
    const pass = new Pass(id, list, estimate?.input ?? 0, remaining, clock.now());
    passes.set(call, pass);
    open.add(pass);
    if (estimate) accounts?.set(x, pass);
  };
  const conclude = (id: string, claims: Claims, answer: Reservation | undefined): MaybePromise<Reply | Refusal | undefined> => {
    if (!answer) return failMode === "open" ? undefined : unavailable;
    return answer.ok ? admitted(id, claims, answer.remaining) : explain(claims.list, answer, ledger, clock.now());
  };
  return {
    admit(claims) {
      if (!claims?.list.length) return undefined;
      const id = random.uuid();
      const holds = claims.list.map(({ hold }) => hold);
      const answer = ledger.reserve(id, holds);
      return answer instanceof Promise ? answer.then((it) => conclude(id, claims, it)) : conclude(id, claims, answer);
    },
    of: (call) => passes.get(call),
    end(x, outcome, call) {
      const pass = passes.get(call);
      if (!pass) return;
      passes.delete(call);
      open.remove(pass);
      if (accounts?.get(x) === pass) accounts.delete(x);
      ledger.settle(pass.id, pass.actual(outcome));
    },
  };
}
