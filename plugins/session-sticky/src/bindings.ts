/** Keeps bindings in the store; while it is down, requests go on without them and the log says so once. */
import type { Host, MaybePromise } from "@headgate/core";
import { createWatch, type Watch } from "@headgate/words";
import { type Binding, parseBinding, writeBinding } from "./binding.ts";

export interface Bindings {
  /** Never throws; a promise only where the store gives one. */
  read(key: string): MaybePromise<Binding | undefined>;
  /** Returns at once: the answer need not wait for it. */
  write(key: string, binding: Binding, ttlMs: number): void;
}

export function createBindings({ store, log }: Pick<Host, "store" | "log">): Bindings {
  const reading = watchOf(log, "read");
  /** A store that has ever answered with a promise keeps a mirror: what it knows at once does not show that it works. */
  let mirrors = false;
  const writing = watchOf(log, "written");
  const parsed = (text: string | undefined): Binding | undefined => (text === undefined ? undefined : parseBinding(text));
  const readLater = async (mark: number, pending: Promise<string | undefined>): Promise<Binding | undefined> => {
    try {
      const text = await pending;
      reading.works(mark);
      return parsed(text);
    } catch (error) {
      reading.fails(mark, error);
      return undefined;
    }
  };
  return {
    read(key) {
      const { mark } = reading;
      try {
        const found = store.get(key);
        mirrors ||= found instanceof Promise;
        if (found instanceof Promise) return readLater(mark, found);
        if (!mirrors) reading.works(mark);
        return parsed(found);
      } catch (error) {
        reading.fails(mark, error);
        return undefined;
      }
    },
    write(key, binding, ttlMs) {
      const { mark } = writing;
      try {
        const written = store.set(key, writeBinding(binding), ttlMs);
        if (!(written instanceof Promise)) return writing.works(mark);
        written.then(
          () => writing.works(mark),
          (error: unknown) => writing.fails(mark, error),
        );
      } catch (error) {
        writing.fails(mark, error);
      }
    },
  };
}

/** Logs only changes: every request notices a store that is down. */
function watchOf(log: Host["log"], what: string): Watch {
  return createWatch(
    (err) => log.warn({ err }, `sessions cannot be ${what}: requests go on without them`),
    () => log.info({}, `sessions can be ${what} again`),
  );
}
