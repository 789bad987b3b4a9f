/** How much of each limit is used now, asked of the store together for everything that an answer shows. */
import type { Hold, Store } from "@headgate/core";
import { counterKey } from "../directory/counter-key.ts";
import { type Period, periodOf } from "../durations.ts";
import type { Budget, Limited, RateLimit } from "../model.ts";

export interface Usage {
  readonly now: number;
  /** null: the store does not answer. */
  of(key: string): number | null;
}

/** A Redis command with more would keep others waiting. */
const atOnce = 500;

/** While the store does not answer, usage is unknown, but limits can still be shown and changed. */
export async function usageOf(store: Store, all: readonly Limited[], now: number): Promise<Usage> {
  const holds = all.flatMap((limited) => holdsOf(limited, now));
  const used = new Map<string, number>();
  try {
    for (let from = 0; from < holds.length; from += atOnce) {
      const asked = holds.slice(from, from + atOnce);
      const amounts = await store.used(asked);
      asked.forEach(({ key }, i) => used.set(key, amounts[i]!));
    }
  } catch {
    // The store has logged it.
  }
  return { now, of: (key) => used.get(key) ?? null };
}

export function budgetPeriod(budget: Budget, now: number): Period {
  return periodOf(budget, now);
}

/** Undefined if this kind is not limited. */
export function quotaPeriod(limit: RateLimit, kind: "token" | "request", now: number): Period | undefined {
  const reset_duration = limit[`${kind}_reset_duration`];
  return reset_duration === undefined ? undefined : periodOf({ reset_duration, created_at: limit.created_at }, now);
}

function holdsOf({ budget, rate_limit }: Limited, now: number): Pick<Hold, "key" | "window">[] {
  const holds: Pick<Hold, "key" | "window">[] = [];
  if (budget) holds.push({ key: counterKey("budget", budget.id), window: budgetPeriod(budget, now) });
  if (!rate_limit) return holds;
  const { id } = rate_limit;
  const [tokens, requests] = [quotaPeriod(rate_limit, "token", now), quotaPeriod(rate_limit, "request", now)];
  if (tokens) holds.push({ key: counterKey("tokens", id), window: tokens });
  if (requests) holds.push({ key: counterKey("requests", id), window: requests });
  return holds;
}
