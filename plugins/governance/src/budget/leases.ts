/** Keeps holds alive while their calls last. One timer for all of them, none while nothing is held. */
import type { Host } from "@headgate/core";

export interface Lease {
  readonly id: string;
  /** How many holds it has, and how many nano-dollars are in each. */
  readonly count: number;
  readonly amount: number;
  renewedAt: number;
  /** Its index among the open ones; -1 once it is settled. */
  at: number;
}

export interface Leases {
  open(id: string, count: number, amount: number): Lease;
  /** Settles what the call really cost; later settlements are ignored. Never throws, and nobody waits for it. */
  settle(lease: Lease, cost: number): void;
  close(): void;
}

export function createLeases({ clock, store, log }: Pick<Host, "clock" | "store" | "log">, ttlMs: number): Leases {
  // Not a Set, and not a timer for each: every request with a budget passes here.
  const live: Lease[] = [];
  let cancel: (() => void) | undefined;
  const unsettled = (err: unknown): void => log.warn({ err }, "a budget's hold could not be settled");
  const unrenewed = (err: unknown): void => log.warn({ err }, "a budget's hold could not be renewed");
  const renew = (id: string): void => {
    try {
      const pending = store.renew(id, ttlMs);
      if (pending instanceof Promise) pending.catch(unrenewed);
    } catch (err) {
      unrenewed(err);
    }
  };
  const beat = (): void => {
    cancel = undefined;
    const now = clock.now();
    for (const lease of live) {
      if (now - lease.renewedAt < ttlMs / 3) continue;
      lease.renewedAt = now;
      renew(lease.id);
    }
    if (live.length > 0) arm();
  };
  const arm = (): void => {
    cancel ??= clock.after(ttlMs / 3, beat);
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
      try {
        const pending = store.settle(lease.id, lease.count === 1 ? [cost] : Array.from({ length: lease.count }, () => cost));
        if (pending instanceof Promise) pending.catch(unsettled);
      } catch (err) {
        unsettled(err);
      }
    },
    close() {
      cancel?.();
      cancel = undefined;
    },
  };
}
