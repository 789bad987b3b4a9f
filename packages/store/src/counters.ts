/** What is used of each limit: for concurrency what is held right now, for a window what was counted in it. */
import type { Hold } from "@headgate/core";
import { LRUCache } from "lru-cache";

export interface Counters {
  /** The number of the window that this moment lies in; 0 for concurrency, which has none. */
  window(hold: Hold, now: number): number;
  used(hold: Hold, window: number): number;
  /** Changes nothing when that window is over. */
  add(hold: Hold, window: number, amount: number): void;
  clear(): void;
}

interface Count {
  readonly window: number;
  used: number;
}

export function createCounters(maxEntries: number): Counters {
  /** Only keys that hold something: bounded by the requests in flight, and never evicted. */
  const held = new Map<string, number>();
  const windows = new LRUCache<string, Count>({ max: maxEntries });
  return {
    window(hold, now) {
      if (hold.windowMs === undefined) return 0;
      // A clock that was set back does not open a past window again: what was counted since would be forgotten.
      return Math.max(Math.floor(now / hold.windowMs), windows.peek(nameOf(hold))?.window ?? 0);
    },
    used(hold, window) {
      if (hold.windowMs === undefined) return held.get(hold.key) ?? 0;
      const count = windows.get(nameOf(hold));
      return count?.window === window ? count.used : 0;
    },
    add(hold, window, amount) {
      if (hold.windowMs === undefined) {
        const now = (held.get(hold.key) ?? 0) + amount;
        if (now > 0) held.set(hold.key, now);
        else held.delete(hold.key);
        return;
      }
      const name = nameOf(hold);
      const count = windows.get(name);
      if (count?.window === window) count.used = Math.max(0, count.used + amount);
      else if (!count || count.window < window) windows.set(name, { window, used: Math.max(0, amount) });
    },
    clear() {
      held.clear();
      windows.clear();
    },
  };
}

function nameOf({ key, windowMs }: Hold): string {
  return `${windowMs} ${key}`;
}
