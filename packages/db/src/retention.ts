/** Deletes rows past their retention period: a few at a time, in the background, between other statements. */
import type { Host } from "@headgate/core";
import { type Kysely, PostgresAdapter, sql } from "kysely";

export interface Retention {
  /** Deletes at once and then every hour. Never waits and never fails. */
  start(): void;
  /** Resolves when the statement under way has ended. */
  close(): Promise<void>;
}

export interface RetentionOptions<Tables> {
  readonly host: Pick<Host, "clock" | "log">;
  readonly tables: Kysely<Tables>;
  /** For the log: "usage records". */
  readonly what: string;
  /** Whose rows go: each has an `id`. */
  readonly from: readonly AgingTable<Tables>[];
  /** Milliseconds since the time in that column. */
  readonly keepMs: number;
}

export interface AgingTable<Tables> {
  readonly table: keyof Tables & string;
  /** Milliseconds since 1970, with an index. */
  readonly column: string;
  /** What the log counts these as. */
  readonly name: string;
}

export function createRetention<Tables>(options: RetentionOptions<Tables>): Retention {
  return new Cleaning(options);
}

const everyMs = 3_600_000;
/** A single-file database blocks everything else while it deletes: this many at a time take a few milliseconds. */
const atOnce = 200;
const pauseMs = 50;

class Cleaning<Tables> implements Retention {
  readonly options: RetentionOptions<Tables>;
  running: Promise<void> | undefined;
  cancelTimer: (() => void) | undefined;
  endPause: (() => void) | undefined;
  closed = false;

  constructor(options: RetentionOptions<Tables>) {
    this.options = options;
  }

  start(): void {
    this.cancelTimer = this.options.host.clock.after(everyMs, () => this.start());
    // A large backlog may take longer than that.
    this.running ??= this.round().finally(() => (this.running = undefined));
  }
  async close(): Promise<void> {
    this.closed = true;
    this.cancelTimer?.();
    this.endPause?.();
    await this.running;
  }

  async round(): Promise<void> {
    const { host, what, from, keepMs } = this.options;
    const before = host.clock.now() - keepMs;
    const deleted = Object.fromEntries(from.map(({ name }) => [name, 0]));
    try {
      for (const aging of from) {
        for (let some = atOnce; some === atOnce && !this.closed;) {
          some = await this.deleteSome(aging, before);
          deleted[aging.name]! += some;
          if (some === atOnce) await this.pause();
        }
      }
    } catch (err) {
      host.log.warn({ err }, `old ${what} could not be deleted; it is tried again in an hour`);
    }
    if (Object.values(deleted).some((some) => some > 0)) host.log.info({ ...deleted, before }, `old ${what} were deleted`);
  }
  /** How many; fewer than `atOnce` when there are no more. Rows that another replica is about to delete are left to it. */
  async deleteSome({ table, column }: AgingTable<Tables>, before: number): Promise<number> {
    const { tables } = this.options;
    const others = tables.getExecutor().adapter instanceof PostgresAdapter ? sql`for update skip locked` : sql``;
    const [rows, time] = [sql.table(table), sql.ref(column)];
    // A part of its own, so that PostgreSQL looks for the rows exactly once.
    const { numAffectedRows } = await sql`
      with old as (select id from ${rows} where ${time} < ${before} order by ${time} limit ${atOnce} ${others})
      delete from ${rows} where id in (select id from old)`.execute(tables);
    return Number(numAffectedRows ?? 0);
  }
  async pause(): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const cancel = this.options.host.clock.after(pauseMs, resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
    this.endPause = undefined;
  }
}
