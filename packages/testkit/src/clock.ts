/** A clock that only moves when a test says so. */
import type { Clock } from "@headgate/core";

export interface HandClock extends Clock {
  /** Moves the time, calling what falls due in order; promises settle before, between and after. */
  advance(ms: number): Promise<void>;
  /** Timers that are set and not yet due: what a plugin has left behind. */
  readonly pending: number;
}

/** `start` is in milliseconds since the epoch; a fixed day in 2026 when absent. */
export function createClock(start: number = Date.UTC(2026, 0, 1)): HandClock {
  const timers = new Set<Timer>();
  let now = start;
  const after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: now + Math.max(0, ms), call: then };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => now,
    after,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          cancel();
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the signal's reason is what the contract promises
          reject(signal!.reason);
        };
        const cancel = after(ms, () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        });
        if (signal?.aborted) leave();
        else signal?.addEventListener("abort", leave, { once: true });
      });
    },
    async advance(ms) {
      const until = now + ms;
      await promisesSettle();
      for (let due = earliest(timers, until); due; due = earliest(timers, until)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.call();
        await promisesSettle();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** A few turns of the event loop: enough for chains of promises and for work that answers in the next turn. */
export async function promisesSettle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
}

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** Of timers that fall due together, the one set first: a Set keeps that order. */
function earliest(timers: ReadonlySet<Timer>, until: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
  return first;
}
