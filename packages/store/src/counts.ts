/** How one limit is counted in memory: held right now, in a fixed window, in a sliding one, or in a period. */
import { bucketMsOf } from "./buckets.ts";

/** Times and slots by the store's clock. A slot is the part of a count that an amount was put into. */
export interface Count {
  slot(now: number): number;
  used(now: number): number;
  take(slot: number, amount: number): void;
  /** Turns what was taken into what was really used, once; changes nothing where that part is over. */
  settle(slot: number, amount: number, actual: number): void;
  /** Milliseconds until no more than `room` is used, should nothing come; undefined where waiting does not help. */
  wait(now: number, room: number): number | undefined;
  /** Slots and what is used in them, of those that are not over. */
  parts(now: number): (readonly [slot: number, used: number])[];
}

/** Called whenever what a count would be restored to may have changed. */
export interface Watcher {
  changed(): void;
}

/** Concurrency. Whoever holds nothing any more frees all, so that fractions leave no dust. */
export class HeldCount implements Count {
  amount = 0;
  holders = 0;

  slot(): number {
    return 0;
  }
  used(): number {
    return this.amount;
  }
  take(_: number, amount: number): void {
    this.holders++;
    this.amount += amount;
  }
  settle(_: number, amount: number): void {
    this.holders--;
    this.amount = this.holders === 0 ? 0 : this.amount - amount;
  }
  wait(): undefined {
    return undefined;
  }
  parts(): [] {
    return [];
  }
}

export class FixedCount implements Count {
  readonly ms: number;
  readonly watcher: Watcher;
  current = 0;
  amount = 0;

  constructor(ms: number, watcher: Watcher) {
    this.ms = ms;
    this.watcher = watcher;
  }
  /** A clock that was set back does not open a past window again: what was counted since would be forgotten. */
  slot(now: number): number {
    return Math.max(Math.floor(now / this.ms), this.current);
  }
  used(now: number): number {
    return this.slot(now) === this.current ? this.amount : 0;
  }
  take(slot: number, amount: number): void {
    this.watcher.changed();
    if (slot === this.current) this.amount = Math.max(0, this.amount + amount);
    else if (slot > this.current) {
      this.current = slot;
      this.amount = Math.max(0, amount);
    }
  }
  settle(slot: number, amount: number, actual: number): void {
    if (slot === this.current && actual !== amount) this.take(slot, actual - amount);
  }
  wait(now: number, room: number): number | undefined {
    return room < 0 ? undefined : (this.slot(now) + 1) * this.ms - now;
  }
  parts(now: number): [number, number][] {
    return this.slot(now) === this.current && this.amount > 0 ? [[this.current, this.amount]] : [];
  }
}

export class SlidingCount implements Count {
  readonly ms: number;
  readonly bucketMs: number;
  readonly watcher: Watcher;
  /** As many as can lie inside one interval: a bucket is found at its number modulo their count. */
  readonly ring: number[];
  newest = 0;

  constructor(ms: number, watcher: Watcher) {
    this.ms = ms;
    this.watcher = watcher;
    this.bucketMs = bucketMsOf(ms);
    this.ring = Array.from({ length: Math.ceil(ms / this.bucketMs) + 1 }, () => 0);
  }
  slot(now: number): number {
    return Math.max(Math.floor(now / this.bucketMs), this.newest);
  }
  used(now: number): number {
    const first = this.first(now);
    let sum = 0;
    for (let slot = this.newest; slot >= first; slot--) sum += this.at(slot);
    return sum;
  }
  take(slot: number, amount: number): void {
    const { length } = this.ring;
    if (slot <= this.newest - length) return;
    this.watcher.changed();
    for (let skipped = Math.max(this.newest, slot - length) + 1; skipped <= slot; skipped++) this.ring[skipped % length] = 0;
    this.newest = Math.max(this.newest, slot);
    this.ring[slot % length] = Math.max(0, this.at(slot) + amount);
  }
  settle(slot: number, amount: number, actual: number): void {
    if (slot <= this.newest && actual !== amount) this.take(slot, actual - amount);
  }
  wait(now: number, room: number): number | undefined {
    if (room < 0) return undefined;
    const first = this.first(now);
    let sum = 0;
    for (let slot = this.newest; slot >= first; slot--) {
      sum += this.at(slot);
      if (sum > room) return (slot + 1) * this.bucketMs + this.ms - now;
    }
    return 0;
  }
  parts(now: number): [number, number][] {
    const out: [number, number][] = [];
    for (let slot = this.first(now); slot <= this.newest; slot++) if (this.at(slot) > 0) out.push([slot, this.at(slot)]);
    return out;
  }
  /** The oldest bucket of which some moment could still lie inside the interval that ends now. */
  first(now: number): number {
    const oldest = Math.floor((Math.max(now, this.newest * this.bucketMs) - this.ms) / this.bucketMs);
    return Math.max(0, oldest, this.newest - this.ring.length + 1);
  }
  at(slot: number): number {
    return this.ring[slot % this.ring.length]!;
  }
}

/** A hold that names a period counts in it, whatever the clock says. */
export class PeriodCount implements Count {
  readonly until: number;
  readonly watcher: Watcher;
  amount = 0;

  constructor(until: number, watcher: Watcher) {
    this.until = until;
    this.watcher = watcher;
  }
  slot(): number {
    return 0;
  }
  used(): number {
    return this.amount;
  }
  take(_: number, amount: number): void {
    this.watcher.changed();
    this.amount = Math.max(0, this.amount + amount);
  }
  settle(_: number, amount: number, actual: number): void {
    if (actual !== amount) this.take(0, actual - amount);
  }
  wait(now: number, room: number): number | undefined {
    return room < 0 || this.until === Infinity ? undefined : Math.max(0, this.until - now);
  }
  parts(now: number): [number, number][] {
    return now < this.until && this.amount > 0 ? [[0, this.amount]] : [];
  }
}
