/** The one table that the conformance cases work on: a column of each kind. */
import type { Db } from "@headgate/core";
import type { Insertable, Kysely } from "kysely";
import { columnsOf, type Flag, type Json } from "../columns.ts";
import { type Migrations, openTables } from "../tables.ts";

export interface Thing {
  id: string;
  name: string | null;
  amount: number | null;
  active: Flag;
  note: Json<unknown> | null;
  share: number | null;
  payload: Uint8Array | null;
}

export interface Schema {
  things: Thing;
}

export const migrations: Migrations = {
  "0001_things": {
    async up(db) {
      const { text, integer, flag, json, real, bytes } = columnsOf(db);
      await db.schema
        .createTable("things")
        .addColumn("id", text, (column) => column.primaryKey().notNull())
        .addColumn("name", text)
        .addColumn("amount", integer)
        .addColumn("active", flag, (column) => column.notNull().defaultTo(0))
        .addColumn("note", json)
        .addColumn("share", real)
        .addColumn("payload", bytes)
        .execute();
    },
  },
  "0002_names": {
    async up(db) {
      await db.schema.createIndex("things_name").unique().on("things").column("name").execute();
    },
  },
};

export function openThings(db: Db): Promise<Kysely<Schema>> {
  return openTables<Schema>(db, "cases", migrations);
}

/** A row that says only what a case is about. */
export function thing(id: string, more: Partial<Insertable<Thing>> = {}): Insertable<Thing> {
  return { id, name: null, amount: null, active: false, note: null, share: null, payload: null, ...more };
}
