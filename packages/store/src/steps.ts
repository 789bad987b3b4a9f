/** What the conformance cases share: the clock they move and the holds they ask for. */
import type { Clock, Hold, MaybePromise, Store } from "@headgate/core";

/** A clock that stands still until it is moved. */
export interface HandClock extends Clock {
  advance(ms: number): MaybePromise<void>;
}

export type StoreSteps = (store: Store, clock: HandClock) => Promise<void>;

/** For hold tables: concurrency without a window, else a count in fixed windows. */
export function hold(key: string, amount: number, limit: number, windowMs?: number): Hold {
  return windowMs === undefined ? { key, amount, limit } : { key, amount, limit, windowMs };
}
