/** What the engine needs from outside: the time, and somewhere to report that a hook failed. */
import { LiveReply } from "./reply.ts";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; returns a function that cancels it. */
  after(ms: number, then: () => void): () => void;
  /** Rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Runtime {
  readonly clock: Clock;
  /** A hook failed. Never throws. */
  report(plugin: string, hook: string, error: unknown): void;
}

/** Rejects when the plugin's deadline passes first; a reply that arrives after that is discarded. */
export function within(pending: PromiseLike<unknown>, deadlineMs: number, clock: Clock): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let late = false;
    const cancel = clock.after(deadlineMs, () => {
      late = true;
      reject(new Error(`no answer within ${deadlineMs} ms`));
    });
    pending.then((out) => (late && out instanceof LiveReply ? out.discard() : resolve(out)), reject).then(cancel);
  });
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
