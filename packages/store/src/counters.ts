/** Finds what is counted for a hold, and keeps no more of it than it may. */
import type { Hold, Window } from "@headgate/core";
import { LRUCache } from "lru-cache";
import { type Changes, createChanges } from "./changes.ts";
import { type Count, HeldCount } from "./counts.ts";
import { Entry } from "./entry.ts";
import { createRoll, type Roll } from "./roll.ts";

export type Limited = Pick<Hold, "key" | "window">;

export interface Counters {
  find(hold: Limited, now: number): Count;
  /** What is used of it now, without making room for it. */
  used(hold: Limited, now: number): number;
  /** Windows and periods, the least recently used first. */
  all(): Entry[];
  /** The same, the oldest first. */
  readonly roll: Roll<Entry>;
  /** Those that have changed since they were last reported. */
  readonly changes: Changes<Entry>;
  clear(): void;
}

/** What was used so lately cannot be the least recently used, and need not be looked up by its name again. */
const touchMs = 100;

/** So many keys that hold nothing are kept, for they tend to come again; a Map that all requests enter and leave is slow. */
const idleKept = 1000;

export function createCounters(maxEntries: number): Counters {
  /** Bounded by the requests in flight, and never evicted. */
  const held = new Map<string, HeldCount>();
  let pruneAt = 2 * idleKept;
  const roll = createRoll<Entry>();
  const changes = createChanges<Entry>();
  const evict = (entry: Entry): void => {
    entry.evicted = true;
    changes.remove(entry);
    roll.remove(entry);
  };
  // Apart, so that a flood of keys with short windows does not push a month's count out.
  const windows = createBounded(maxEntries, evict);
  const periods = createBounded(maxEntries, evict);

  /** The last window counted in: the next call usually has the same one. */
  const found = new WeakMap<Window, Entry>();

  const prune = (): void => {
    for (const [key, count] of held) if (count.holders === 0) held.delete(key);
    pruneAt = 2 * (held.size + idleKept);
  };
  const findHeld = (key: string): HeldCount => {
    const known = held.get(key);
    if (known) return known;
    if (held.size >= pruneAt) prune();
    const made = new HeldCount();
    held.set(key, made);
    return made;
  };
  return {
    find({ key, window }, now) {
      if (!window) return findHeld(key);
      const last = found.get(window);
      if (last && last.key === key && !last.evicted && now - last.touchedAt < touchMs) return last.count;
      const entries = "ms" in window ? windows : periods;
      const name = nameOf(key, window);
      let entry = entries.made?.get(name);
      if (!entry) {
        entry = new Entry({ key, window }, now, changes);
        entries.make().set(name, entry);
        roll.add(entry);
      }
      entry.touchedAt = now;
      found.set(window, entry);
      return entry.count;
    },
    used({ key, window }, now) {
      if (!window) return held.get(key)?.used() ?? 0;
      return ("ms" in window ? windows : periods).made?.peek(nameOf(key, window))?.count.used(now) ?? 0;
    },
    all: () => [windows, periods].flatMap(({ made }) => Array.from(made?.rvalues() ?? [], (entry) => entry!)),
    roll,
    changes,
    clear() {
      held.clear();
      windows.made?.clear();
      periods.made?.clear();
    },
  };
}

interface Bounded {
  made?: LRUCache<string, Entry>;
  make(): LRUCache<string, Entry>;
}

/** The cache takes megabytes from the start: only a store that counts in windows pays for it. */
function createBounded(max: number, dispose: (entry: Entry) => void): Bounded {
  return {
    make() {
      return (this.made ??= new LRUCache<string, Entry>({ max, dispose }));
    },
  };
}

function nameOf(key: string, window: Window): string {
  if (!("ms" in window)) return `${window.from} ${window.until} ${key}`;
  return window.sliding ? `~${window.ms} ${key}` : `${window.ms} ${key}`;
}
