/** A silent store must not hold a request up until the hook's deadline: the client should hear what is wrong. */
import type { Clock } from "@headgate/core";
import { within } from "@headgate/words";

const patienceMs = 2000;

/** Rejects if no answer comes in time; `late` then gets one that comes after all. */
export function soon<T>(pending: Promise<T>, clock: Pick<Clock, "after">, late?: (answer: T) => void): Promise<T> {
  return within(pending, patienceMs, clock, late);
}
