/** Deletes what is older than it shall be kept: a few rows at a time, in the background, between everybody else's statements. */
import type { Host } from "@headgate/core";
import { type Kysely, sql } from "@headgate/db";
import { PostgresAdapter } from "kysely";
import type { Tables } from "./tables.ts";

export interface Retention {
  /** Deletes at once and then every hour. Never waits and never fails. */
  start(): void;
  /** Resolves when the statement under way has ended. */
  close(): Promise<void>;
}

export interface RetentionOptions {
  readonly host: Pick<Host, "clock" | "log">;
  readonly tables: Kysely<Tables>;
  /** From 1. */
  readonly days: number;
}

export function createRetention(options: RetentionOptions): Retention {
  return new Cleaning(options);
}

const dayMs = 86_400_000;
const everyMs = 3_600_000;
/** The database of one file deletes while everything else waits: so many at a time take a few milliseconds. */
const atOnce = 200;
const pauseMs = 50;

class Cleaning implements Retention {
  readonly options: RetentionOptions;
  running: Promise<void> | undefined;
  cancelTimer: (() => void) | undefined;
  endPause: (() => void) | undefined;
  closed = false;

  constructor(options: RetentionOptions) {
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
    const { host, days } = this.options;
    const before = host.clock.now() - days * dayMs;
    const deleted = { usage_requests: 0, usage_calls: 0 };
    try {
      for (const table of ["usage_requests", "usage_calls"] as const) {
        for (let some = atOnce; some === atOnce && !this.closed;) {
          some = await this.deleteSome(table, before);
          deleted[table] += some;
          if (some === atOnce) await this.pause();
        }
      }
    } catch (err) {
      host.log.warn({ err }, "old usage records could not be deleted; it is tried again in an hour");
    }
    const { usage_requests: requests, usage_calls: calls } = deleted;
    if (requests + calls > 0) host.log.info({ requests, calls, before }, "old usage records were deleted");
  }
  /** How many; fewer than `atOnce` when there are no more. Rows that another replica is about to delete are left to it. */
  async deleteSome(table: keyof Tables, before: number): Promise<number> {
    const { tables } = this.options;
    const others = tables.getExecutor().adapter instanceof PostgresAdapter ? sql`for update skip locked` : sql``;
    // A part of its own, so that PostgreSQL looks for the rows exactly once.
    const { numAffectedRows } = await sql`
      with old as (select id from ${sql.table(table)} where time < ${before} order by time limit ${atOnce} ${others})
      delete from ${sql.table(table)} where id in (select id from old)`.execute(tables);
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
