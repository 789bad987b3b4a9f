/** What the conformance cases share: the clock they move and the holds they ask for. */
import type { Clock, Hold, MaybePromise, Store, Window } from "@headgate/core";

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  advance(ms: number): MaybePromise<void>;
}

export type StoreSteps = (store: Store, clock: ManualClock) => Promise<void>;

/** For hold tables: concurrency without a window; a number means a fixed window of so many milliseconds. */
export function hold(key: string, amount: number, limit: number, window?: Window | number): Hold {
  if (window === undefined) return { key, amount, limit };
  return { key, amount, limit, window: typeof window === "number" ? { ms: window } : window };
}

export async function admitted(store: Store, id: string, ...holds: readonly Hold[]): Promise<boolean> {
  return (await store.reserve(id, holds, 60_000)).ok;
}

/** To a moment at which windows of a minute, and of two, begin. */
export async function toNextMinute(clock: ManualClock): Promise<void> {
  await clock.advance(120_000 - (clock.now() % 120_000));
}
