/** What was lately read or written of a remote store, misses too, so that a hot key costs no round trip. */
import type { Clock } from "@headgate/core";
import { LRUCache } from "lru-cache";

export interface Seen {
  /** Undefined: there was none. */
  readonly value: string | undefined;
  /** By the clock of this process. */
  readonly until: number;
}

export interface Mirror {
  /** Undefined where nothing is known, or what is known is too old. */
  fresh(key: string): Seen | undefined;
  /** What is known, however old. */
  peek(key: string): Seen | undefined;
  /** `at` is when it was read or written; `leftMs` is how long the value lives from then. */
  put(key: string, value: string | undefined, at: number, leftMs: number): Seen;
  forget(key: string): void;
  clear(): void;
}

export function createMirror(clock: Pick<Clock, "now">, mirrorMs: number, max: number): Mirror {
  const entries = new LRUCache<string, Seen>({ max });
  return {
    fresh(key) {
      const seen = entries.get(key);
      return seen && clock.now() < seen.until ? seen : undefined;
    },
    peek: (key) => entries.peek(key),
    put(key, value, at, leftMs) {
      const seen = { value, until: at + Math.min(mirrorMs, leftMs) };
      entries.set(key, seen);
      return seen;
    },
    forget: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
