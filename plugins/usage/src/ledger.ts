/** Holds entries until they are written: in batches, after the last byte, retried for as long as the database is away. */
import { type Host, type MaybePromise, RefusalError } from "@headgate/core";
import type { Entry } from "./entry.ts";
import type { UsageConfig } from "./options.ts";

/** Writes all or some; writing an entry a second time changes nothing. A RefusalError of 5xx: nothing can be written for now. */
export type WriteEntries = (entries: readonly Entry[]) => MaybePromise<void>;

export interface Ledger {
  /** Never waits and never fails. */
  add(entry: Entry): void;
  /** Writes what waits, unless the database was away a moment ago. Never rejects. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerOptions extends Omit<UsageConfig, "sink" | "retentionDays"> {
  readonly host: Pick<Host, "clock" | "log">;
  readonly write: WriteEntries;
}

export function createLedger(options: LedgerOptions): Ledger {
  return new Waiting(options);
}

/** A single-file database blocks everything else while it writes: this many rows take a few milliseconds. */
const atOnce = 100;

/** The longest pause between two attempts to reach a database that is away, unless `flushMs` is longer. */
const rarelyMs = 2000;

class Waiting implements Ledger {
  readonly options: LedgerOptions;
  /** Oldest first. */
  entries: Entry[] = [];
  /** Entries taken from that list that may come back. */
  beingWritten = 0;
  running: Promise<void> | undefined;
  cancelTimer: (() => void) | undefined;
  /** Somebody is waiting for the write: no more pauses. */
  hurried = false;
  endPause: (() => void) | undefined;
  /** How many times in a row the database has refused. */
  refusals = 0;
  refusedAt = 0;
  closed = false;
  /** Since the log last reported it. */
  dropped = 0;

  constructor(options: LedgerOptions) {
    this.options = options;
  }

  get away(): boolean {
    return this.refusals > 0;
  }

  add(entry: Entry): void {
    const { batch, keep } = this.options;
    if (this.entries.length + this.beingWritten >= keep) this.drop(Math.min(batch, keep, this.entries.length));
    this.entries.push(entry);
    if (this.running) return;
    if (this.closed || (this.entries.length >= batch && !this.away)) this.begin();
    else this.arm();
  }
  async flush(): Promise<void> {
    // The write in progress may not include everything that waits.
    await this.hurry();
    const { host, flushMs } = this.options;
    // A database that is away is not tried more often just because many ask.
    if (this.away && !this.closed && host.clock.now() - this.refusedAt < flushMs) return;
    this.begin();
    await this.hurry();
  }
  async close(): Promise<void> {
    this.closed = true;
    await this.flush();
    // For what arrived during that write, or one more attempt if it failed.
    if (this.entries.length > 0) await this.flush();
    const lost = this.entries.length;
    if (lost > 0) this.options.host.log.error({ lost }, `${lost} usage records are lost: the database is away`);
  }

  async hurry(): Promise<void> {
    if (!this.running) return;
    this.hurried = true;
    this.endPause?.();
    await this.running;
  }
  arm(): void {
    const { host, flushMs } = this.options;
    const pauseMs = this.away ? Math.min(flushMs * 2 ** (this.refusals - 1), Math.max(flushMs, rarelyMs)) : flushMs;
    this.cancelTimer ??= host.clock.after(pauseMs, () => {
      this.cancelTimer = undefined;
      this.begin();
    });
  }
  begin(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.entries.length > 0) this.running ??= this.drain();
  }
  /** Writes what waits now; what arrives meanwhile goes into a batch of its own. */
  async drain(): Promise<void> {
    const due = this.entries;
    this.entries = [];
    this.beingWritten = due.length;
    const slices = slicesOf(due);
    for (const [i, slice] of slices.entries()) {
      if (i > 0 && !this.hurried) await this.pause();
      const unwritten = await this.write(slice);
      if (unwritten.length === 0) continue;
      this.putBack(due, new Set([...unwritten, ...slices.slice(i + 1).flat()]));
      break;
    }
    this.beingWritten = 0;
    this.running = undefined;
    this.hurried = false;
    this.tellOfDrops();
    if (this.entries.length === 0) return;
    if (!this.away && (this.closed || this.entries.length >= this.options.batch)) this.begin();
    else if (!this.closed) this.arm();
  }
  /** Yields to everything else. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.host.clock.after(0, resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
    this.endPause = undefined;
  }
  /** Returns what has to wait. An entry that the database rejects is set aside, so that it does not hold up the others. */
  async write(some: readonly Entry[]): Promise<readonly Entry[]> {
    const { host, write } = this.options;
    try {
      await write(some);
    } catch (err) {
      if (err instanceof RefusalError && err.refusal.status >= 500) {
        if (!this.away) host.log.warn({ err, waiting: some.length }, "usage records wait for the database");
        this.refusals += 1;
        this.refusedAt = host.clock.now();
        return some;
      }
      if (some.length === 1) {
        host.log.error({ err, record: some[0]!.id }, "a usage record could not be written");
        return [];
      }
      const half = some.length >> 1;
      const first = await this.write(some.slice(0, half));
      return first.length > 0 ? [...first, ...some.slice(half)] : this.write(some.slice(half));
    }
    if (this.away) host.log.info({}, "usage records are written again");
    this.refusals = 0;
    return [];
  }
  putBack(due: readonly Entry[], unwritten: ReadonlySet<Entry>): void {
    this.entries = [...due.filter((entry) => unwritten.has(entry)), ...this.entries];
    this.beingWritten = 0;
    const over = this.entries.length - this.options.keep;
    if (over > 0) this.drop(over);
  }
  drop(count: number): void {
    this.entries.splice(0, count);
    this.dropped += count;
  }
  tellOfDrops(): void {
    const { dropped } = this;
    if (dropped === 0) return;
    this.options.host.log.error(
      { dropped },
      `${dropped} usage records were dropped, the oldest first: too many wait for the database`,
    );
    this.dropped = 0;
  }
}

/** One batch for each table. Calls come before their requests, so that no request is ever there without its calls. */
function slicesOf(due: readonly Entry[]): readonly (readonly Entry[])[] {
  const slices: Entry[][] = [];
  for (const kind of ["call", "request"]) {
    const those = due.filter((entry) => entry.kind === kind);
    for (let i = 0; i < those.length; i += atOnce) slices.push(those.slice(i, i + atOnce));
  }
  return slices;
}
