/** Shared state with an end: counters, leases, sessions, cooldowns. Drivers answer at once or later. */
import type { MaybePromise } from "./hooks.ts";

/** All times in milliseconds; `ttlMs` counts from now. Values are strings, so that every driver keeps the same thing. */
export interface Store {
  get(key: string): MaybePromise<string | undefined>;
  set(key: string, value: string, ttlMs: number): MaybePromise<void>;
  /** Keeps the larger number and the later end, so that a cooldown is never shortened. Returns what is kept. */
  max(key: string, value: number, ttlMs: number): MaybePromise<number>;
  delete(key: string): MaybePromise<void>;
  /** All holds or none. The id frees or corrects them later; unsettled, they lapse after `ttlMs`. */
  reserve(id: string, holds: readonly Hold[], ttlMs: number): MaybePromise<Reservation>;
  /** Extends a reservation while bytes flow; false when it has lapsed. */
  renew(id: string, ttlMs: number): MaybePromise<boolean>;
  /** What was really used, in the order of the holds; idempotent by id. */
  settle(id: string, actual: readonly number[]): MaybePromise<void>;
  close(): MaybePromise<void>;
}

export interface Hold {
  readonly key: string;
  readonly amount: number;
  readonly limit: number;
  /** A fixed window of so many milliseconds; absent, the amount is held only until it is settled (concurrency). */
  readonly windowMs?: number | undefined;
}

/** By the store's own clock, in milliseconds: fixed windows since the epoch, or sliding; or a period of the caller's choosing, such as a calendar month. */
export type Window =
  | { readonly ms: number; readonly sliding?: boolean | undefined }
  | { readonly from: number; readonly until: number };

export type Reservation =
  | { readonly ok: true; readonly remaining: readonly number[] }
  /** `hold` is the index of the first that did not fit. */
  | { readonly ok: false; readonly hold: number; readonly used: number; readonly retryAfterMs: number | undefined };
