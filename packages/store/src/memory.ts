/** The store of one process: bounded, synchronous, without a timer. Everything lapses by the clock it was given. */
import type { Clock, Store } from "@headgate/core";
import { LRUCache } from "lru-cache";
import { createCounters } from "./counters.ts";
import { createReservations } from "./reservations.ts";
import { type Counted, restoreSnapshot, type Snapshot, takeChanges, takeSlices, takeSnapshot } from "./snapshot.ts";

export interface MemoryStoreOptions {
  readonly clock: Pick<Clock, "now">;
  /** Of values, and again of windows, and of periods; the least recently used leave first. Default 100 000. What is reserved never leaves early. */
  readonly maxEntries?: number | undefined;
}

/** A Store whose every answer is there at once. */
export type MemoryStore = {
  readonly [Method in keyof Store]: (...given: Parameters<Store[Method]>) => Awaited<ReturnType<Store[Method]>>;
} & {
  /** What windows and periods have counted, as JSON, neither leases nor values. */
  snapshot(): Snapshot;
  /**
   * What windows and periods have counted anew since they were last told, as it is now, at most so many, the longest untold
   * first. No parts: all was given back or is over. It costs what there is to tell, and nothing where nothing changed.
   */
  changes(most?: number): readonly Counted[];
  /** A snapshot's counts, at most so many in a slice, which is reckoned and counts as told when it is asked for. */
  slices(most: number): Iterable<readonly Counted[]>;
  /** Adds a snapshot's counts; what has ended since is left out. Throws for one of another version. */
  restore(snapshot: Snapshot): void;
};

interface Entry {
  readonly value: string;
  readonly until: number;
}

export function createMemoryStore({ clock, maxEntries = 100_000 }: MemoryStoreOptions): MemoryStore {
  // The cache only bounds: it counts an entry that was made at time 0 as endless, so each entry knows its own end.
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  const counters = createCounters(maxEntries);
  const reservations = createReservations(clock, counters);
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry || entry.until > clock.now()) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    get: (key) => live(key)?.value,
    set(key, value, ttlMs) {
      entries.set(key, { value, until: clock.now() + ttlMs });
    },
    max(key, value, ttlMs) {
      const before = live(key);
      const until = clock.now() + ttlMs;
      const largest = before && Number(before.value) > value ? Number(before.value) : value;
      entries.set(key, { value: String(largest), until: before && before.until > until ? before.until : until });
      return largest;
    },
    delete(key) {
      entries.delete(key);
    },
    reserve: reservations.reserve,
    renew: reservations.renew,
    settle: reservations.settle,
    used(holds) {
      reservations.sweep();
      const now = clock.now();
      return holds.map((hold) => counters.used(hold, now));
    },
    snapshot: () => takeSnapshot(counters, clock.now()),
    changes: (most = Infinity) => takeChanges(counters, clock.now(), most),
    slices: (most) => takeSlices(counters, clock, most),
    restore: (snapshot) => restoreSnapshot(counters, snapshot, clock.now()),
    close() {
      entries.clear();
      counters.clear();
      reservations.clear();
    },
  };
}
