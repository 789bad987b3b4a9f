/** A clock that only the test moves. */
import type { HandClock } from "../src/index.ts";

export function handClock(start = 0): HandClock {
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
