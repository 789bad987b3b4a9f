/** All pins: in memory at once, in the database soon after, and there for every replica. */
import { type Host, type MaybePromise, RefusalError } from "@headgate/core";
import { createWatch, type Watch } from "@headgate/words";
import { digestOf, type Pin } from "./pin.ts";
import { unavailable } from "./refusals.ts";
import type { PinTable } from "./tables.ts";

export interface Pins {
  /** A promise only if the database must be asked; it rejects with a 503 while that is unavailable. */
  find(id: string): MaybePromise<Pin | undefined>;
  /** In memory when it returns, durable when it resolves. An id of another caller stays theirs. Never fails. */
  remember(id: string, pin: Pin): MaybePromise<void>;
  /** Never fails. */
  forget(id: string): MaybePromise<void>;
  /** Resolves when no writes are left. */
  close(): Promise<void>;
}

export interface PinsOptions {
  readonly host: Pick<Host, "clock" | "log">;
  /** Absent: there is only memory. */
  readonly table?: PinTable | undefined;
  /** Maximum pins in memory; older ones are only in the database. */
  readonly most: number;
}

export function createPins(options: PinsOptions): Pins {
  return new KeptPins(options);
}

class KeptPins implements Pins {
  readonly options: PinsOptions;
  /** By digest, the oldest first. */
  readonly kept = new Map<string, Pin>();
  writing = 0;
  written: (() => void) | undefined;
  /** Logs only changes: every answer notices a database that is down. */
  readonly watch: Watch;

  constructor(options: PinsOptions) {
    const { log } = options.host;
    this.options = options;
    this.watch = createWatch(
      (err) => log.warn({ err }, "what providers store is remembered in this process only: the database accepts no writes"),
      () => log.info({}, "what providers store is remembered in the database again"),
    );
  }

  find(id: string): MaybePromise<Pin | undefined> {
    const digest = digestOf(id);
    const pin = this.kept.get(digest);
    if (pin) return this.isOver(pin) ? undefined : pin;
    return this.options.table && this.look(digest, this.options.table);
  }
  remember(id: string, pin: Pin): MaybePromise<void> {
    const { table } = this.options;
    const digest = digestOf(id);
    const known = this.kept.get(digest);
    if (known && known.owner !== pin.owner && !this.isOver(known)) return undefined;
    this.keep(digest, pin);
    return table && this.write(() => this.store(table, digest, pin));
  }
  forget(id: string): MaybePromise<void> {
    const { table } = this.options;
    const digest = digestOf(id);
    this.kept.delete(digest);
    return table && this.write(() => table.remove(digest));
  }
  async close(): Promise<void> {
    if (this.writing > 0) await new Promise<void>((resolve) => (this.written = resolve));
  }

  async look(digest: string, table: PinTable): Promise<Pin | undefined> {
    let pin: Pin | undefined;
    try {
      pin = await table.read(digest);
    } catch (cause) {
      throw new RefusalError(unavailable, { cause });
    }
    if (!pin || this.isOver(pin)) return undefined;
    if (!this.kept.has(digest)) this.keep(digest, pin);
    return pin;
  }
  async store(table: PinTable, digest: string, pin: Pin): Promise<void> {
    // Another replica knows better who it belongs to.
    if (!(await table.write(digest, pin)) && this.kept.get(digest) === pin) this.kept.delete(digest);
  }
  async write(work: () => Promise<void>): Promise<void> {
    const { mark } = this.watch;
    this.writing += 1;
    try {
      await work();
      this.watch.works(mark);
    } catch (error) {
      this.watch.fails(mark, error);
    } finally {
      this.writing -= 1;
      if (this.writing === 0) this.written?.();
    }
  }
  keep(digest: string, pin: Pin): void {
    const { kept } = this;
    kept.delete(digest);
    kept.set(digest, pin);
    if (kept.size > this.options.most) kept.delete(kept.keys().next().value!);
  }
  isOver({ expires }: Pin): boolean {
    return expires !== undefined && expires <= this.options.host.clock.now();
  }
}
