/** What memory has counted in windows and periods, as JSON, so that an app can keep it over a restart: all of it, or what has changed. */
import type { Clock, Window } from "@headgate/core";
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
  const counts = counters.all().map((entry) => entry.counted(now));
  return { version: 1, counts: counts.filter(isAny) };
}

/** The counts of a snapshot, oldest first, computed only when their slice is asked for; what a slice contains counts as reported. */
export function* takeSlices(counters: Counters, clock: Pick<Clock, "now">, most: number): Generator<Counted[], void> {
  const list = counters.roll.list();
  const { length } = list;
  for (let from = 0; from < length; from += most) {
    const slice: Counted[] = [];
    const now = clock.now();
    for (let at = from; at < length && at < from + most; at++) {
      const entry = list[at];
      if (!entry || entry.evicted) continue;
      counters.changes.remove(entry);
      const counted = entry.counted(now);
      if (isAny(counted)) slice.push(counted);
    }
    yield slice;
  }
}

export function takeChanges({ changes }: Counters, now: number, most: number): Counted[] {
  const out: Counted[] = [];
  for (let entry = changes.first(); entry && out.length < most; entry = changes.first()) {
    changes.remove(entry);
    out.push(entry.counted(now));
  }
  return out;
}

/** Adds to what has been counted since the start. Windows that have ended are left out. */
export function restoreSnapshot(counters: Counters, snapshot: Snapshot, now: number): void {
  if (snapshot.version !== 1) throw new Error(`a snapshot of version ${String(snapshot.version)}; expected 1`);
  for (const { key, window: written, parts } of snapshot.counts) {
    const window = readBack(written);
    const live = parts.filter(([slot]) => endOf(window, slot) > now);
    if (live.length === 0) continue;
    const count = counters.find({ key, window }, now);
    for (const [slot, used] of live) count.take(slot, used);
  }
}

function isAny({ parts }: Counted): boolean {
  return parts.length > 0;
}

/** JSON writes null for a period that has no end. */
function readBack(window: Window): Window {
  if ("ms" in window) return window;
  const { from, until } = window as { from: number | null; until: number | null };
  return { from: from ?? -Infinity, until: until ?? Infinity };
}

/** When its part stops to count. */
function endOf(window: Window, slot: number): number {
  if (!("ms" in window)) return window.until;
  return window.sliding ? (slot + 1) * bucketMsOf(window.ms) + window.ms : (slot + 1) * window.ms;
}
