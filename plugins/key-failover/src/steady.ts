/** The store, as far as it works: while it is down no request fails because of it, and this process uses the marks that it has set itself. */
import type { Host, MaybePromise, Reservation, Store } from "@headgate/core";
import { createWatch } from "@headgate/words";

export type SteadyStore = Omit<Store, "used" | "close">;

const taken: Reservation = { ok: true, remaining: [] };

/** Logs once when the store goes down, and once when it is back. */
export function createSteadyStore({ store, log }: Pick<Host, "store" | "log">): SteadyStore {
  /** At most one entry for each key in the config. */
  const own = new Map<string, string>();
  const watch = createWatch(
    (err) => log.warn({ err }, "key states cannot be shared: using what this process has seen"),
    () => log.info({}, "key states are shared again"),
  );
  const tried = <T>(work: () => MaybePromise<T>, otherwise: () => T): MaybePromise<T> => {
    const { mark } = watch;
    try {
      const out = work();
      if (!(out instanceof Promise)) return out;
      return out.then(
        (value) => (watch.works(mark), value),
        (error: unknown) => (watch.fails(mark, error), otherwise()),
      );
    } catch (error) {
      watch.fails(mark, error);
      return otherwise();
    }
  };
  return {
    get: (key) =>
      tried(
        () => store.get(key),
        () => own.get(key),
      ),
    set(key, value, ttlMs) {
      own.set(key, value);
      return tried(
        () => store.set(key, value, ttlMs),
        () => {},
      );
    },
    max(key, value, ttlMs) {
      const largest = Math.max(value, Number(own.get(key) ?? 0));
      own.set(key, String(largest));
      return tried(
        () => store.max(key, value, ttlMs),
        () => largest,
      );
    },
    delete(key) {
      own.delete(key);
      return tried(
        () => store.delete(key),
        () => {},
      );
    },
    // A limit that nobody can count does not refuse the caller.
    reserve: (id, holds, ttlMs) =>
      tried(
        () => store.reserve(id, holds, ttlMs),
        () => taken,
      ),
    renew: (id, ttlMs) =>
      tried(
        () => store.renew(id, ttlMs),
        () => false,
      ),
    settle: (id, actual) =>
      tried(
        () => store.settle(id, actual),
        () => {},
      ),
  };
}
