/** One at a time, in order of arrival; a waiter gives up after too long. */
import type { Clock } from "@headgate/core";

export interface Turns {
  /** Rejects with an error of code SQLITE_BUSY after that long. */
  take(): Promise<void>;
  give(): void;
}

export function createTurns(waitMs: number, clock: Clock): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    async take() {
      if (taken) await inLine();
      taken = true;
    },
    give() {
      const next = waiting.shift();
      // Still taken: nobody may come between the giving and the next one's waking.
      if (next) next();
      else taken = false;
    },
  };

  function inLine(): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        cancel();
        resolve();
      };
      const cancel = clock.after(waitMs, () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(Object.assign(new Error("the connection was not free in time"), { code: "SQLITE_BUSY" }));
      });
      waiting.push(enter);
    });
  }
}
