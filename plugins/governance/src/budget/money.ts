/** Budgets as a hard ceiling: the most that a call can cost is held before it leaves, and what it did cost is settled once. */
import {
  type Call,
  type Exchange,
  type Hold,
  type Host,
  type Key,
  key,
  type MaybePromise,
  type Outcome,
  type Refusal,
  type Reply,
  type Reservation,
} from "@headgate/core";
import type { Prices } from "@headgate/words";
import type { Level } from "../judge/level.ts";
import { budgetExceeded, storeUnavailable, unpriced } from "../judge/refusals.ts";
import type { GovernanceConfig } from "../options.ts";
import { type Budgeted, budgetsOf } from "./budgets.ts";
import { chargeFor, isFree } from "./charge.ts";
import { createLeases, type Lease } from "./leases.ts";
import { createReserve } from "./reserve.ts";

export interface Money {
  /** Holds against every budget among these levels or against none; then it returns the refusal of the first that is too small. */
  hold(x: Exchange, call: Call, levels: readonly Level[]): MaybePromise<Refusal | undefined>;
  /** Gives back at once what a failed call held: its answer can be kept, and end much later, while others are asked. */
  free(x: Exchange, call: Call, reply: Reply): void;
  /** Once the call is over. */
  settle(x: Exchange, call: Call, outcome: Outcome): void;
  close(): void;
}

export type MoneyOptions = Pick<GovernanceConfig, "failMode" | "leaseMs" | "unpriced">;

/** `assumed` prices what `prices` does not know. */
export function createMoney(
  host: Pick<Host, "clock" | "store" | "log" | "random">,
  options: MoneyOptions,
  prices: Prices,
  assumed: Prices,
): Money {
  const { clock, random } = host;
  /** A call that its request does not bound can still have a price. */
  const unbounded: Prices = {
    ...assumed,
    cost: (target, operation, units) => prices.cost(target, operation, units) ?? assumed.cost(target, operation, units),
  };
  const reserve = createReserve(host, options.leaseMs);
  const leases = createLeases(host, options.leaseMs);
  /** One random draw for this process and a number for each hold: as unique as a draw for each, and cheaper. */
  const prefix = `${Buffer.from(random.bytes(9)).toString("base64url")}-`;
  let made = 0;
  const refusalOf = (budgets: readonly Budgeted[], amount: number, answer: No | "down"): Refusal | undefined => {
    if (answer === "down") return options.failMode === "open" ? undefined : storeUnavailable;
    const { owner, scope, counted } = budgets[answer.hold]!;
    return budgetExceeded({ owner, scope, used: answer.used, limit: counted.max, amount });
  };
  const keep = (x: Exchange, call: Call, by: Prices, id: string, count: number, amount: number): undefined => {
    x.set(Holding, { call, lease: leases.open(id, count, amount), prices: by, before: x.get(Holding), freed: false });
  };
  const find = (x: Exchange, call: Call, freed: boolean): Held | undefined => {
    let it = x.get(Holding);
    while (it && (it.call !== call || it.freed !== freed || it.lease.at < 0 !== freed)) it = it.before;
    return it;
  };
  return {
    hold(x, call, levels) {
      const budgets = budgetsOf(levels);
      if (budgets.length === 0) return undefined;
      const known = prices.most(x, call);
      if (known === undefined && options.unpriced === "refuse") return unpriced(call);
      const by = known === undefined ? unbounded : prices;
      const amount = known ?? assumed.most(x, call)!;
      const now = clock.now();
      const holds: Hold[] = [];
      for (const { key, counted } of budgets) holds.push({ key, amount, limit: counted.max, window: counted.period(now) });
      const id = prefix + made++;
      const answer = reserve(id, holds);
      if (answer instanceof Promise)
        return answer.then((it) =>
          it !== "down" && it.ok ? keep(x, call, by, id, holds.length, amount) : refusalOf(budgets, amount, it),
        );
      if (answer !== "down" && answer.ok) return keep(x, call, by, id, holds.length, amount);
      return refusalOf(budgets, amount, answer);
    },
    free(x, call, reply) {
      const it = isFree(reply) ? find(x, call, false) : undefined;
      if (!it) return;
      it.freed = true;
      leases.settle(it.lease, 0);
    },
    settle(x, call, outcome) {
      // The same call may have been sent again: the end of one that failed is not the end of the other.
      const done = outcome.error && find(x, call, true);
      if (done) done.freed = false;
      const it = done ? undefined : find(x, call, false);
      if (it) leases.settle(it.lease, chargeFor(it.prices, x, call, outcome, it.lease.amount));
    },
    close: leases.close,
  };
}

type No = Extract<Reservation, { readonly ok: false }>;

interface Held {
  readonly call: Call;
  readonly lease: Lease;
  /** The prices that the hold was made with. */
  readonly prices: Prices;
  readonly before: Held | undefined;
  /** Settled, but its end is still to come. */
  freed: boolean;
}

/** What the calls of a request hold, the latest first: only a handful, for which a WeakMap would cost as much as all the rest. */
const Holding: Key<Held> = key<Held>("governance.holding");
