/** Sets a limit to how long something is waited for: a silent store or database must not hold a request up. */
import type { Clock } from "@headgate/core";

/** Rejects when nothing has come after `ms`; `late` is then given the answer that comes after all, such as to undo it. */
export function within<T>(pending: Promise<T>, ms: number, clock: Pick<Clock, "after">, late?: (answer: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.after(ms, () => {
      isLate = true;
      reject(new Error(`no answer within ${ms} ms`));
    });
    pending
      .then((answer) => (isLate ? late?.(answer) : resolve(answer)))
      .catch(reject)
      .finally(cancel);
  });
}
