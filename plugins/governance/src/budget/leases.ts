/** Keeps what is held alive while its call lasts. One timer for all of them, none while nothing is held. */
import type { Host, MaybePromise } from "@headgate/core";

export interface Lease {
  readonly id: string;
  /** How many holds it has, and nano-dollars in each. */
  readonly count: number;
  readonly amount: number;
  renewedAt: number;
  /** Where it stands among those that live. */
  at: number;
}

export interface Leases {
  open(id: string, count: number, amount: number): Lease;
  /** What it really cost; the first word counts. Never throws and is waited for by nobody. */
  settle(lease: Lease, cost: number): void;
  close(): void;
}

export function createLeases({ clock, store, log }: Pick<Host, "clock" | "store" | "log">, ttlMs: number): Leases {
  // Not a Set, and not a timer for each: every request with a budget comes by here.
  const live: Lease[] = [];
  let cancel: (() => void) | undefined;
  const aside = (work: () => MaybePromise<unknown>, message: string): void => {
    const failed = (err: unknown): void => log.warn({ err }, message);
    try {
      const pending = work();
      if (pending instanceof Promise) pending.catch(failed);
    } catch (err) {
      failed(err);
    }
  };
  const arm = (): void => {
    cancel ??= clock.after(ttlMs / 3, () => {
      cancel = undefined;
      const now = clock.now();
      for (const lease of live) {
        if (now - lease.renewedAt < ttlMs / 3) continue;
        lease.renewedAt = now;
        aside(() => store.renew(lease.id, ttlMs), "a budget's hold could not be renewed");
      }
      if (live.length > 0) arm();
    });
  };
  return {
    open(id, count, amount) {
      const lease: Lease = { id, count, amount, renewedAt: clock.now(), at: live.length };
      live.push(lease);
      arm();
      return lease;
    },
    settle(lease, cost) {
      if (lease.at < 0) return;
      const last = live.pop()!;
      if (last !== lease) live[(last.at = lease.at)] = last;
      lease.at = -1;
      aside(
        () =>
          store.settle(
            lease.id,
            Array.from({ length: lease.count }, () => cost),
          ),
        "a budget's hold could not be settled",
      );
    },
    close() {
      cancel?.();
      cancel = undefined;
    },
  };
}
