/** Says when it is worth to claim: at once for what this process did, and now and then for what others did. */
import type { Clock } from "@headgate/core";

export interface Due {
  on(then: () => void): void;
  tell(): void;
  close(): void;
}

/** So late another process' submit is noticed. */
const everyMs = 500;

export function createDue(clock: Clock): Due {
  const told: (() => void)[] = [];
  let closed = false;
  let cancel = (): void => {};
  const tell = (): void => {
    if (!closed) for (const then of told) then();
  };
  const tick = (): void => {
    cancel = clock.after(everyMs, () => {
      tick();
      tell();
    });
  };
  return {
    on(then) {
      // Where nobody listens there is no timer.
      if (told.push(then) === 1 && !closed) tick();
    },
    tell,
    close() {
      closed = true;
      cancel();
    },
  };
}
