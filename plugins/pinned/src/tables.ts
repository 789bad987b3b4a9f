/** The table of pins, its migrations, and the three statements used on it. */
import type { Db } from "@headgate/core";
import { type AgingTable, columnsOf, type Kysely, type Migrations, openTables } from "@headgate/db";
import { CompiledQuery } from "kysely";
import type { Pin } from "./pin.ts";

export interface PinRow {
  /** `digestOf` the id. */
  readonly id: string;
  readonly provider: string;
  readonly credential: string;
  readonly owner: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}

export interface Tables {
  readonly pinned: PinRow;
}

/** By digest. All reject while the database is unavailable. */
export interface PinTable {
  read(digest: string): Promise<Pin | undefined>;
  /** False if it already belongs to somebody else, which does not change. */
  write(digest: string, pin: Pin): Promise<boolean>;
  remove(digest: string): Promise<void>;
}

export const ending: readonly AgingTable<Tables>[] = [{ table: "pinned", column: "expires_at", name: "pins" }];

export function openPinTables(db: Db): Promise<Kysely<Tables>> {
  return openTables<Tables>(db, "pinned", migrations);
}

export function createPinTable(tables: Kysely<Tables>): PinTable {
  // Built once, because building them takes as long as running them.
  const reading = tables.selectFrom("pinned").selectAll().where("id", "=", "").compile().sql;
  const removing = tables.deleteFrom("pinned").where("id", "=", "").compile().sql;
  const writing = tables
    .insertInto("pinned")
    .values(rowOf("", { provider: "", key: "", owner: "", created: 0 }))
    .onConflict((on) =>
      on
        .column("id")
        .doUpdateSet(({ ref }) => ({
          provider: ref("excluded.provider"),
          credential: ref("excluded.credential"),
          expires_at: ref("excluded.expires_at"),
        }))
        .whereRef("pinned.owner", "=", "excluded.owner"),
    )
    .compile().sql;
  return {
    async read(digest) {
      const { rows } = await tables.executeQuery<PinRow>(CompiledQuery.raw(reading, [digest]));
      return rows[0] && pinOf(rows[0]);
    },
    async write(digest, pin) {
      const { numAffectedRows } = await tables.executeQuery(CompiledQuery.raw(writing, Object.values(rowOf(digest, pin))));
      return numAffectedRows !== 0n;
    },
    async remove(digest) {
      await tables.executeQuery(CompiledQuery.raw(removing, [digest]));
    },
  };
}

/** In the order of the statement. */
function rowOf(id: string, { provider, key, owner, created, expires }: Pin): PinRow {
  return { id, provider, credential: key, owner, created_at: created, expires_at: expires ?? null };
}

function pinOf({ provider, credential, owner, created_at, expires_at }: PinRow): Pin {
  return { provider, key: credential, owner, created: created_at, expires: expires_at ?? undefined };
}

const migrations: Migrations = {
  "0001_pinned": {
    async up(db: Kysely<unknown>) {
      const { text, integer } = columnsOf(db);
      await db.schema
        .createTable("pinned")
        .addColumn("id", text, (it) => it.primaryKey())
        .addColumn("provider", text, (it) => it.notNull())
        .addColumn("credential", text, (it) => it.notNull())
        .addColumn("owner", text, (it) => it.notNull())
        .addColumn("created_at", integer, (it) => it.notNull())
        .addColumn("expires_at", integer)
        .execute();
      await db.schema.createIndex("pinned_expires").on("pinned").column("expires_at").execute();
    },
  },
};
