/** Finds the keys for one pass: forward only, each at most once, and only those that can be used right now. */
import type { Call, Exchange, Host, MaybePromise } from "@headgate/core";
import { Prefer } from "@headgate/words";
import type { Lease, TakeLease } from "./lease.ts";
import type { KeyFailoverConfig } from "./options.ts";
import type { Order } from "./order.ts";
import { type Pool, type PoolKey, serves } from "./pool.ts";
import { isHalfOpen, markOf, stateOf } from "./state.ts";
import type { SteadyStore } from "./steady.ts";

/** Undefined if no key needs to be chosen: the provider is unknown or has no keys, or the call brings one. */
export type WalkerFor = (x: Exchange, call: Call) => Walker | undefined;

type Parts = Pick<Host, "clock"> & { readonly store: SteadyStore } & Pick<KeyFailoverConfig, "halfOpenAfterMs"> & {
    readonly take: TakeLease;
  };

export function createWalkers(
  pools: ReadonlyMap<string, Pool>,
  order: Order,
  { clock, store }: Pick<Host, "clock"> & { readonly store: SteadyStore },
  { halfOpenAfterMs }: KeyFailoverConfig,
  take: TakeLease,
): WalkerFor {
  const parts: Parts = { clock, store, halfOpenAfterMs, take };
  return (x, call) => {
    const pool = x.inference && !call.credential ? pools.get(call.provider) : undefined;
    if (!pool) return undefined;
    const wish = x.get(Prefer);
    return new Walker(parts, x, call, order(pool, wish?.provider === call.provider ? wish.key : undefined));
  };
}

export class Walker {
  readonly parts: Parts;
  readonly x: Exchange;
  /** What the pass was given. */
  readonly call: Call;
  readonly pool: Pool;
  at = 0;
  /** What was sent last, with the key it carries. */
  sent: Call | undefined;
  lease: Lease | undefined;
  /** Held while the current key is on trial after a permanent mark. */
  probing: Lease | undefined;
  /** A valid key was passed over because all its places are taken. */
  metFull = false;

  constructor(parts: Parts, x: Exchange, call: Call, pool: Pool) {
    this.parts = parts;
    this.x = x;
    this.call = call;
    this.pool = pool;
  }

  /** The key that `next` found last. */
  get key(): PoolKey {
    return this.pool[this.at - 1]!;
  }
  /** Makes the next usable key the current one, with a fresh call to send; false if there is none. A promise only if the store returns one. */
  next(): MaybePromise<boolean> {
    this.lease = this.probing = undefined;
    while (this.at < this.pool.length) {
      const key = this.pool[this.at++]!;
      if (!serves(key, this.call.model)) continue;
      const stored = this.parts.store.get(key.id);
      const found = stored instanceof Promise ? stored.then((it) => this.consider(key, it)) : this.consider(key, stored);
      if (found instanceof Promise) return found.then((it) => it || this.next());
      if (found) return true;
    }
    return false;
  }
  /** The send threw: no reply will come that could free them. */
  release(): void {
    this.lease?.free();
    this.probing?.free();
  }

  consider(key: PoolKey, stored: string | undefined): MaybePromise<boolean> {
    const { clock, halfOpenAfterMs } = this.parts;
    const [mark, now] = [markOf(stored), clock.now()];
    if (stateOf(mark, now) === "valid") return this.claim(key);
    return isHalfOpen(mark, now, halfOpenAfterMs) && this.probe(key);
  }
  claim({ id, credential }: PoolKey): MaybePromise<boolean> {
    if (credential.concurrency !== undefined) {
      const lease = this.parts.take(`${id}:calls`, credential.concurrency);
      return lease instanceof Promise ? lease.then((it) => this.claimed(credential, it)) : this.claimed(credential, lease);
    }
    this.sent = withKey(this.call, credential);
    return true;
  }
  claimed(credential: PoolKey["credential"], lease: Lease | undefined): boolean {
    if (!lease) {
      this.metFull = true;
      return false;
    }
    lease.waiting();
    this.lease = lease;
    this.sent = withKey(this.call, credential);
    return true;
  }
  async probe(key: PoolKey): Promise<boolean> {
    const { clock, store, halfOpenAfterMs, take } = this.parts;
    const probing = await take(`${key.id}:probe`, 1);
    if (!probing) return false;
    let claimed = false;
    try {
      // Another trial may have ended while we waited for ours.
      const [mark, now] = [markOf(await store.get(key.id)), clock.now()];
      claimed = (stateOf(mark, now) === "valid" || isHalfOpen(mark, now, halfOpenAfterMs)) && (await this.claim(key));
    } finally {
      if (claimed) this.probing = probing;
      else probing.free();
    }
    return claimed;
  }
}

/** Member by member: on the healthy path a spread would cost as much as all the rest. The compiler reports a forgotten member. */
function withKey({ provider, model, headers, body, continues, signal }: Call, credential: PoolKey["credential"]): Call {
  return { provider, model, credential, headers, body, continues, signal } satisfies Whole;
}

type Whole = { readonly [Name in keyof Required<Call>]: Call[Name] };
