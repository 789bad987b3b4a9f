/** The table of admin keys and its migrations. A released migration is never changed; new ones are added. */
import { columnsOf, type Migrations, sql } from "@headgate/db";

export interface Tables {
  readonly auth_admin_keys: AdminKeyRow;
}

/** Times are epoch ms. */
export interface AdminKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

export const owner = "auth";

export const migrations: Migrations = {
  "0001_admin_keys": {
    async up(db) {
      const { text, integer } = columnsOf(db);
      await db.schema
        .createTable("auth_admin_keys")
        .addColumn("id", text, (column) => column.primaryKey().notNull())
        .addColumn("name", text, (column) => column.notNull())
        .addColumn("hash", text, (column) => column.notNull().unique())
        .addColumn("created_at", integer, (column) => column.notNull())
        .addColumn("expires_at", integer)
        .addColumn("revoked_at", integer)
        .execute();
      // A name is free again once its key was revoked.
      await db.schema
        .createIndex("auth_admin_keys_name")
        .unique()
        .on("auth_admin_keys")
        .column("name")
        .where(sql.ref("revoked_at"), "is", null)
        .execute();
    },
  },
};
