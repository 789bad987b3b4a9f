/** The store, which must never hold a request up for long: its answer, or undefined while it is down, and one log line for each change. */
import type { Hold, Host, MaybePromise, Reservation } from "@headgate/core";
import { createWatch, within } from "@headgate/words";

export interface Ledger {
  reserve(id: string, holds: readonly Hold[]): MaybePromise<Reservation | undefined>;
  used(holds: readonly Hold[]): MaybePromise<readonly number[] | undefined>;
  /** Nobody waits for these two, and their failure does not fail a request. */
  renew(id: string): void;
  settle(id: string, actual: readonly number[]): void;
  /** Waits, for a limited time, for what is still being settled. */
  close(): Promise<void>;
}

/** Shorter than a hook's deadline, so that the request gets our answer and a late reservation is given back. */
const patienceMs = 3000;

export function createLedger({ clock, log, store }: Pick<Host, "clock" | "log" | "store">, leaseMs: number): Ledger {
  const watch = createWatch(
    (err) => log.error({ err }, "the store does not answer: limits cannot be enforced"),
    () => log.info({}, "the store answers again: limits are enforced"),
  );
  let settling = 0;
  let settled = (): void => {};
  const failed = (mark: number, err: unknown): undefined => {
    watch.fails(mark, err);
    return undefined;
  };
  const answered = <T>(mark: number, answer: T): T => {
    watch.works(mark);
    return answer;
  };
  const wait = <T>(mark: number, pending: Promise<T>, late: (answer: T) => void): Promise<T | undefined> =>
    within(pending, patienceMs, clock, late).then(
      (answer) => answered(mark, answer),
      (error: unknown) => failed(mark, error),
    );
  /** Nobody waits for it. */
  const aside = (mark: number, answer: MaybePromise<unknown>): void => {
    if (!(answer instanceof Promise)) return watch.works(mark);
    settling += 1;
    void wait(mark, answer, () => {}).then(() => void (--settling === 0 && settled()));
  };
  // No closure is made while the store answers at once: every request with a limit passes here twice.
  const settle = (id: string, actual: readonly number[]): void => {
    const { mark } = watch;
    try {
      aside(mark, store.settle(id, actual));
    } catch (error) {
      failed(mark, error);
    }
  };
  const giveBack = (id: string, holds: readonly Hold[], { ok }: Reservation): void => {
    const none = Array.from(holds, () => 0);
    if (ok) settle(id, none);
  };
  return {
    reserve(id, holds) {
      const { mark } = watch;
      try {
        const answer = store.reserve(id, holds, leaseMs);
        return answer instanceof Promise ? wait(mark, answer, (late) => giveBack(id, holds, late)) : answered(mark, answer);
      } catch (error) {
        return failed(mark, error);
      }
    },
    used(holds) {
      const { mark } = watch;
      try {
        const answer = store.used(holds);
        return answer instanceof Promise ? wait(mark, answer, () => {}) : answered(mark, answer);
      } catch (error) {
        return failed(mark, error);
      }
    },
    renew(id) {
      const { mark } = watch;
      try {
        aside(mark, store.renew(id, leaseMs));
      } catch (error) {
        failed(mark, error);
      }
    },
    settle,
    async close() {
      // Each of them ends by itself, because every wait is limited.
      if (settling > 0) await new Promise<void>((resolve) => (settled = resolve));
    },
  };
}
