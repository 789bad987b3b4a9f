/** Keeps bindings in the store; where it is dead, requests go on without and the log says so once. */
import type { Host, MaybePromise } from "@headgate/core";
import { type Binding, parseBinding, writeBinding } from "./binding.ts";

export interface Bindings {
  /** Never throws; a promise only where the store gives one. */
  read(key: string): MaybePromise<Binding | undefined>;
  /** Waits for nobody: the answer need not wait for it. */
  write(key: string, binding: Binding, ttlMs: number): void;
}

export function createBindings({ store, log }: Pick<Host, "store" | "log">): Bindings {
  const reading = createWatch(log, "read");
  /** A store that ever answered later keeps a mirror: what it has at once says nothing of it. */
  let mirrors = false;
  const writing = createWatch(log, "written");
  const parsed = (text: string | undefined): Binding | undefined => (text === undefined ? undefined : parseBinding(text));
  const readLater = async (pending: Promise<string | undefined>): Promise<Binding | undefined> => {
    try {
      const text = await pending;
      reading.works();
      return parsed(text);
    } catch (error) {
      return reading.fails(error);
    }
  };
  return {
    read(key) {
      try {
        const found = store.get(key);
        mirrors ||= found instanceof Promise;
        if (found instanceof Promise) return readLater(found);
        if (!mirrors) reading.works();
        return parsed(found);
      } catch (error) {
        return reading.fails(error);
      }
    },
    write(key, binding, ttlMs) {
      try {
        const written = store.set(key, writeBinding(binding), ttlMs);
        if (written instanceof Promise) written.then(writing.works, writing.fails);
        else writing.works();
      } catch (error) {
        writing.fails(error);
      }
    },
  };
}

interface Watch {
  readonly works: () => void;
  readonly fails: (error: unknown) => undefined;
}

/** Speaks only when things change: a dead store is met by every request. */
function createWatch(log: Host["log"], what: string): Watch {
  let dead = false;
  return {
    works() {
      if (dead) log.info({}, `sessions can be ${what} again`);
      dead = false;
    },
    fails(err) {
      if (!dead) log.warn({ err }, `sessions cannot be ${what}: requests go on without them`);
      dead = true;
    },
  };
}
