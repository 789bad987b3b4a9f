/** A store that is silent must not hold a request up for as long as a hook may take: the client is to hear what is wrong. */
import type { Clock } from "@headgate/core";

const patienceMs = 2000;

/** Rejects when nothing has come in time; `late` then gets what comes after all. */
export function soon<T>(pending: Promise<T>, clock: Pick<Clock, "after">, late?: (answer: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const cancel = clock.after(patienceMs, () => {
      over = true;
      reject(new Error(`the store has not answered for ${patienceMs} ms`));
    });
    pending
      .then((answer) => (over ? late?.(answer) : resolve(answer)))
      .catch(reject)
      .finally(cancel);
  });
}
