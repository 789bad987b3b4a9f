/** The store, for whom a request must never wait too long: what it says, or undefined while it is dead, and one log line each way. */
import type { Hold, Host, MaybePromise, Reservation } from "@headgate/core";

export interface Ledger {
  reserve(id: string, holds: readonly Hold[]): MaybePromise<Reservation | undefined>;
  used(holds: readonly Hold[]): MaybePromise<readonly number[] | undefined>;
  /** Nobody waits for these two, and their failure fails no request. */
  renew(id: string): void;
  settle(id: string, actual: readonly number[]): void;
  /** Waits a while for what is still being settled. */
  close(): Promise<void>;
}

/** Less than the deadline of a hook, so that the request gets our answer and a late reservation is given back. */
const patienceMs = 3000;

export function createLedger({ clock, log, store }: Pick<Host, "clock" | "log" | "store">, leaseMs: number): Ledger {
  let dead = false;
  let settling = 0;
  let settled = (): void => {};
  const failed = (err: unknown): undefined => {
    if (!dead) log.error({ err }, "the store does not answer: limits cannot be enforced");
    dead = true;
  };
  const answered = <T>(answer: T): T => {
    if (dead) log.info({}, "the store answers again: limits are enforced");
    dead = false;
    return answer;
  };
  const wait = <T>(answer: Promise<T>, late: (answer: T) => void): Promise<T | undefined> =>
    inTime(answer, late).then(answered, failed);
  const inTime = <T>(pending: Promise<T>, late: (answer: T) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      let waiting = true;
      const cancel = clock.after(patienceMs, () => {
        waiting = false;
        reject(new Error(`the store did not answer within ${patienceMs} ms`));
      });
      pending.then((answer) => (waiting ? resolve(answer) : late(answer)), reject).finally(cancel);
    });
  /** Nobody waits for it. */
  const aside = (answer: MaybePromise<unknown>): void => {
    if (!(answer instanceof Promise)) return void answered(answer);
    settling += 1;
    void wait(answer, () => {}).then(() => void (--settling === 0 && settled()));
  };
  // No closure is made while the store answers at once: every request with a limit comes by here twice.
  const settle = (id: string, actual: readonly number[]): void => {
    try {
      aside(store.settle(id, actual));
    } catch (error) {
      failed(error);
    }
  };
  const giveBack = (id: string, holds: readonly Hold[], { ok }: Reservation): void => {
    const none = Array.from(holds, () => 0);
    if (ok) settle(id, none);
  };
  return {
    reserve(id, holds) {
      try {
        const answer = store.reserve(id, holds, leaseMs);
        return answer instanceof Promise ? wait(answer, (late) => giveBack(id, holds, late)) : answered(answer);
      } catch (error) {
        return failed(error);
      }
    },
    used(holds) {
      try {
        const answer = store.used(holds);
        return answer instanceof Promise ? wait(answer, () => {}) : answered(answer);
      } catch (error) {
        return failed(error);
      }
    },
    renew(id) {
      try {
        aside(store.renew(id, leaseMs));
      } catch (error) {
        failed(error);
      }
    },
    settle,
    async close() {
      // Each of them ends by itself, for none is waited for without end.
      if (settling > 0) await new Promise<void>((resolve) => (settled = resolve));
    },
  };
}
