/** Times out only while this process could have heard an answer: while its event loop is blocked, the server is not silent. */
import type { Clock } from "@headgate/core";

/** However long the loop takes for one of them, no more of the time is counted, and what has arrived is read after each. */
const parts = 10;

/** Calls back after `ms` of listening; returns a function that stops it. */
export function whenSilent(clock: Pick<Clock, "after">, ms: number, then: () => void): () => void {
  let over = false;
  let left = parts;
  const listened = (): void => {
    if (over) return;
    left -= 1;
    if (left > 0) cancel = clock.after(ms / parts, listen);
    else then();
  };
  // Timers come before sockets in a turn of the loop, immediates after them.
  const listen = (): void => void setImmediate(listened);
  let cancel = clock.after(ms / parts, listen);
  return () => {
    over = true;
    cancel();
  };
}
