/** Shared state with an end: counters, leases, sessions, cooldowns. Drivers answer at once or later. */
import type { MaybePromise } from "./hooks.ts";

/** All times are in milliseconds; `ttlMs` counts from now. Values are strings, so that every driver keeps the same. */
export interface Store {
  get(key: string): MaybePromise<string | undefined>;
  set(key: string, value: string, ttlMs: number): MaybePromise<void>;
  /** Keeps the larger number and the later end, so that a cooldown is never shortened. Returns what is kept. */
  max(key: string, value: number, ttlMs: number): MaybePromise<number>;
  delete(key: string): MaybePromise<void>;
  /** All holds or none, idempotent by id. The id frees or corrects them later; unsettled, they lapse after `ttlMs`: concurrency is freed, windows stay charged. */
  reserve(id: string, holds: readonly Hold[], ttlMs: number): MaybePromise<Reservation>;
  /** Extends a reservation while bytes flow; false when it has lapsed. */
  renew(id: string, ttlMs: number): MaybePromise<boolean>;
  /** What was really used, in the order of the holds; idempotent by id. */
  settle(id: string, actual: readonly number[]): MaybePromise<void>;
  /** How much is used right now, in the order of the holds; changes nothing. */
  used(holds: readonly Pick<Hold, "key" | "window">[]): MaybePromise<readonly number[]>;
  close(): MaybePromise<void>;
}

export interface Hold {
  readonly key: string;
  readonly amount: number;
  readonly limit: number;
  /** The window it counts in; without one it is held only until it is settled or lapses (concurrency). */
  readonly window?: Window | undefined;
}

/**
 * By the store's own clock, in milliseconds. A fixed window is aligned to the epoch. A sliding one admits no more than the
 * limit in any interval of that length; it counts in parts of a twentieth, so an admitted amount may count for one part longer.
 * A period is of the caller's choosing, such as a calendar month, from and until in milliseconds since the epoch: each is
 * counted separately, even by a caller whose clock is a little ahead or behind.
 */
export type Window =
  | { readonly ms: number; readonly sliding?: boolean | undefined }
  | { readonly from: number; readonly until: number };

export type Reservation =
  | { readonly ok: true; readonly remaining: readonly number[] }
  /** `hold` is the index of the first that did not fit. The wait is known for windows; undefined where waiting does not help. */
  | { readonly ok: false; readonly hold: number; readonly used: number; readonly retryAfterMs: number | undefined };
