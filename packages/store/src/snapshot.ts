/** What memory has counted in windows and periods, as JSON, so that an app can keep it over a restart. */
import type { Window } from "@headgate/core";
import { bucketMsOf } from "./buckets.ts";
import type { Counters } from "./counters.ts";

/** Neither leases nor values: their owners and their causes do not outlive the process. */
export interface Snapshot {
  readonly version: 1;
  readonly counts: readonly Counted[];
}

export interface Counted {
  readonly key: string;
  readonly window: Window;
  /** The window's or bucket's number since the epoch (0 for a period) and what is used in it. */
  readonly parts: readonly (readonly [slot: number, used: number])[];
}

export function takeSnapshot(counters: Counters, now: number): Snapshot {
  return { version: 1, counts: counters.counted(now) };
}

/** Adds to what has been counted since the start. What has ended by now is left out. */
export function restoreSnapshot(counters: Counters, snapshot: Snapshot, now: number): void {
  if (snapshot.version !== 1) throw new Error(`a snapshot of version ${String(snapshot.version)}; expected 1`);
  for (const { key, window, parts } of snapshot.counts) {
    const live = parts.filter(([slot]) => endOf(window, slot) > now);
    if (live.length === 0) continue;
    const count = counters.find({ key, window }, now);
    for (const [slot, used] of live) count.take(slot, used);
  }
}

/** When its part stops to count. */
function endOf(window: Window, slot: number): number {
  if (!("ms" in window)) return window.until;
  return window.sliding ? (slot + 1) * bucketMsOf(window.ms) + window.ms : (slot + 1) * window.ms;
}
