/** A clock that only the test moves. */
import type { ManualClock } from "../src/cases/index.ts";

export function manualClock(start = 0): ManualClock {
  let now = start;
  const unused = (): never => {
    throw new Error("a store sets no timers");
  };
  return {
    now: () => now,
    after: unused,
    sleep: unused,
    advance(ms) {
      now += ms;
    },
  };
}
