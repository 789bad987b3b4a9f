/** Numbers that grow with every change, so that replicas notice each other's changes within a poll. */
import type { Clock, Db } from "@headgate/core";
import { type Kysely, type QueryExecutorProvider, sql } from "kysely";
import { columnsOf } from "./columns.ts";
import { openedOf } from "./opened.ts";
import { type Migrations, openTables } from "./tables.ts";

/** In the transaction that makes the change: then nobody sees the one without the other. */
export async function bump(trx: QueryExecutorProvider, name: string): Promise<void> {
  await sql`insert into headgate_revisions (name, revision) values (${name}, 1)
    on conflict (name) do update set revision = headgate_revisions.revision + 1`.execute(trx);
}

/**
 * Calls back when the revision is another than before; 0 is what it starts from, so what was bumped earlier is told at once and a
 * change between loading and watching is not lost. When `onChange` fails, the same change is told again. Returns the way to stop.
 */
export function watchRevision(
  db: Db,
  name: string,
  everyMs: number,
  clock: Clock,
  onChange: (revision: number) => void | Promise<void>,
): () => void {
  let known = 0;
  let stopped = false;
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    try {
      const revision = await revisionOf(db, name);
      if (!stopped && revision !== known) {
        await onChange(revision);
        known = revision;
      }
    } catch {
      // The circuit has said that the database is gone; the next look tries again.
    }
    if (!stopped) cancel = clock.after(everyMs, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

export async function openRevisions(db: Db): Promise<void> {
  await openTables(db, revisionsOwner, revisionsMigrations);
}

async function revisionOf(db: Db, name: string): Promise<number> {
  const kysely = (await openedOf(db)).kysely as Kysely<{ headgate_revisions: { name: string; revision: number } }>;
  const row = await kysely.selectFrom("headgate_revisions").select("revision").where("name", "=", name).executeTakeFirst();
  return row?.revision ?? 0;
}

export const revisionsOwner = "revisions";

export const revisionsMigrations: Migrations = {
  "0001_revisions": {
    async up(db) {
      const { text, integer } = columnsOf(db);
      await db.schema
        .createTable("headgate_revisions")
        .addColumn("name", text, (column) => column.primaryKey().notNull())
        .addColumn("revision", integer, (column) => column.notNull())
        .execute();
    },
  },
};
