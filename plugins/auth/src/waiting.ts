/** Stops waiting when the client leaves while an issuer's keys are being fetched. */
import { type Exchange, type Refusal, RefusalError } from "@headgate/core";

export function whileThere<T>({ signal }: Exchange, pending: Promise<T>): Promise<T | Refusal> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      const why: unknown = signal.reason;
      if (why instanceof RefusalError) resolve(why.refusal);
      else reject(why);
    };
    signal.addEventListener("abort", leave, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    if (signal.aborted) leave();
  });
}
