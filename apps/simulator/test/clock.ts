// A clock that only moves when it is told to.
import type { After } from "../src/index.ts";

export interface Clock {
  readonly after: After;
  readonly now: () => number;
  /** The waits under way, in milliseconds from the time they were asked. */
  readonly waits: readonly number[];
  /** Resolves once a wait is under way. */
  waiting(): Promise<void>;
  /** Moves to the end of the only wait. */
  move(): void;
}

export function handMoved(): Clock {
  const pending = new Map<() => void, number>();
  const woken: (() => void)[] = [];
  let time = 1_000_000;
  return {
    now: () => time,
    after(ms, fn) {
      pending.set(fn, ms);
      for (const wake of woken.splice(0)) wake();
      return () => pending.delete(fn);
    },
    get waits() {
      return [...pending.values()];
    },
    waiting: () => (pending.size > 0 ? Promise.resolve() : new Promise((resolve) => woken.push(resolve))),
    move() {
      const [first] = pending;
      if (!first) throw new Error("Nothing waits.");
      pending.delete(first[0]);
      time += first[1];
      first[0]();
    },
  };
}
