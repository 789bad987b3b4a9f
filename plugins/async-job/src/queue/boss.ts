/** pg-boss as a box of tickets: a ticket has the id of a job, is there once at most, and is gone when it was taken. */
import type { Log } from "@headgate/core";
import type { Kysely, Transaction } from "@headgate/db";
import { sqlOf, sqlWithin } from "./boss-sql.ts";
import { lockCreation } from "./slots.ts";

export interface Ticket {
  readonly id: string;
  readonly priority: number;
}

export interface Tickets {
  /** One that is there already stays as it is. */
  put<Schema>(db: Kysely<Schema>, tickets: readonly Ticket[]): Promise<void>;
  /** The best ones, removed; those that another transaction is taking are passed over. */
  take<Schema>(trx: Transaction<Schema>, count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

const schema = "headgate_boss";
const queue = "async-job";
/** Longer than any job may wait. */
const retentionMinutes = 90 * 24 * 60;
/** Its range of priorities is an int4. */
const mostPriority = 2 ** 31 - 1;

/** Its schema is made once, however many replicas start together. Rejects when it cannot be made. */
export async function openTickets<Schema>(tables: Kysely<Schema>, log: Log): Promise<Tickets> {
  // Who keeps all in one file need not load it.
  const { default: PgBoss } = await import("pg-boss");
  const db = sqlOf(tables);
  // No schedules: then it keeps no time but that of its maintenance, every two minutes.
  const options = { schema, schedule: false, supervise: true };
  const boss = new PgBoss({ ...options, db });
  boss.on("error", (err) => log.warn({ err }, "pg-boss could not look after its tables: it tries again"));
  await boss.start();
  try {
    await tables.transaction().execute(async (trx) => {
      // Two that make one queue would wait for each other.
      await lockCreation(trx);
      await new PgBoss({ ...options, db: sqlWithin(trx) }).createQueue(queue, { name: queue, retentionMinutes });
    });
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return {
    async put(trx, tickets) {
      if (tickets.length === 0) return;
      // In one order: of two that put the same, one waits for the other, and not each for each.
      const sorted = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1));
      const rows = sorted.map(({ id, priority }) => ({ id, name: queue, priority: within(priority) }));
      await boss.insert(rows, { db: sqlWithin(trx) });
    },
    async take(trx, count) {
      const db = sqlWithin(trx);
      const ids = (await boss.fetch(queue, { batchSize: count, db })).map(({ id }) => id);
      if (db.failed !== undefined) throw db.failed as Error;
      if (ids.length > 0) await boss.deleteJob(queue, ids, { db });
      return ids;
    },
    async close() {
      await boss.stop({ graceful: false });
      await db.idle();
    },
  };
}

function within(priority: number): number {
  return Math.max(-mostPriority, Math.min(mostPriority, priority));
}
