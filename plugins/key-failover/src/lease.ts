/** A place among the calls that a key may have at a time, given back however the call ends. */
import type { Host, MaybePromise, Reply } from "@headgate/core";
import type { SteadyStore } from "./steady.ts";

export interface Lease {
  /** The call leaves: no bytes flow that could renew the lease until its reply comes. */
  waiting(): void;
  /** The reply has come: the lease lasts as long as the reply. */
  follow(reply: Reply): void;
  free(): void;
}

/** Takes one of `limit` places under this name, over all replicas; undefined if all are taken. */
export type TakeLease = (key: string, limit: number) => MaybePromise<Lease | undefined>;

type Parts = Pick<Host, "clock" | "log" | "random"> & { readonly store: SteadyStore };

/** The places of a dead replica are free again after this time. */
const ttlMs = 60_000;

export function createLeases(parts: Parts): TakeLease {
  return (key, limit) => {
    const id = parts.random.uuid();
    const reserved = parts.store.reserve(id, [{ key, amount: 1, limit }], ttlMs);
    if (reserved instanceof Promise) return reserved.then(({ ok }) => (ok ? new StoredLease(parts, id) : undefined));
    return reserved.ok ? new StoredLease(parts, id) : undefined;
  };
}

class StoredLease implements Lease {
  readonly parts: Parts;
  readonly id: string;
  renewedAt: number;
  freed = false;
  stopWaiting: () => void = () => {};

  constructor(parts: Parts, id: string) {
    this.parts = parts;
    this.id = id;
    this.renewedAt = parts.clock.now();
  }
  waiting(): void {
    this.stopWaiting = this.parts.clock.after(ttlMs / 3, () => {
      this.renew();
      this.waiting();
    });
  }
  follow(reply: Reply): void {
    this.stopWaiting();
    reply.tap(() => this.renew()).onClose(() => this.free());
  }
  renew(): void {
    const { clock, store } = this.parts;
    if (this.freed || clock.now() - this.renewedAt < ttlMs / 3) return;
    this.renewedAt = clock.now();
    this.aside(store.renew(this.id, ttlMs));
  }
  free(): void {
    this.stopWaiting();
    if (this.freed) return;
    this.freed = true;
    this.aside(this.parts.store.settle(this.id, [1]));
  }
  /** Nobody waits for this, and its failure does not fail a request: the lease then lapses. */
  aside(work: MaybePromise<unknown>): void {
    if (!(work instanceof Promise)) return;
    work.catch((err: unknown) => this.parts.log.warn({ err }, "a key's place could not be given back or kept"));
  }
}
