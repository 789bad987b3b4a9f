/** The tables of the overlay: read as one snapshot, replaced as one snapshot. */
import type { Db } from "@headgate/core";
import {
  bump,
  columnsOf,
  type Flag,
  fromFlag,
  fromJson,
  type Json,
  type Kysely,
  type Migrations,
  openTables,
  toFlag,
  toJson,
} from "@headgate/db";
import { isSame, type Snapshot, type StoredKey, type StoredProvider } from "./snapshot.ts";

/** The name of the tables and of their revision. */
export const owner = "overlay";

export interface OverlayTables {
  read(): Promise<Snapshot>;
  /** False, and nothing is written, when somebody else has written since `before` was read. */
  replace(before: Snapshot, after: Snapshot): Promise<boolean>;
}

export async function openOverlayTables(place: Db): Promise<OverlayTables> {
  const db = await openTables<Tables>(place, owner, migrations);
  return {
    read: () =>
      db
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute((trx) => readFrom(trx)),
    async replace(before, after) {
      try {
        await db.transaction().execute(async (trx) => {
          // First, so that writers of all replicas go one after the other.
          await bump(trx, owner);
          if (!isSame(await readFrom(trx), before)) throw overtaken;
          await write(trx, after);
        });
        return true;
      } catch (error) {
        if (error === overtaken) return false;
        throw error;
      }
    },
  };
}

/** Undoes the transaction. */
const overtaken = new Error("somebody else has written");

async function write(trx: Kysely<Tables>, { providers, keys }: Snapshot): Promise<void> {
  await trx.deleteFrom("overlay_keys").execute();
  await trx.deleteFrom("overlay_providers").execute();
  for (const [position, { name, settings, headers }] of providers.entries()) {
    const row = { name, position, settings: toJson(settings), headers: toJson(headers) };
    await trx.insertInto("overlay_providers").values(row).execute();
  }
  for (const [position, { provider, of, name, secret, enabled, limits }] of keys.entries()) {
    const row = { provider, made_for: of, name, position, secret, enabled: toFlag(enabled), limits: toJson(limits) };
    await trx.insertInto("overlay_keys").values(row).execute();
  }
}

async function readFrom(db: Kysely<Tables>): Promise<Snapshot> {
  const providers = await db.selectFrom("overlay_providers").selectAll().orderBy("position").execute();
  const keys = await db.selectFrom("overlay_keys").selectAll().orderBy("position").execute();
  return {
    providers: providers.map(({ name, settings, headers }): StoredProvider => {
      return { name, settings: fromJson(settings), headers: fromJson(headers) };
    }),
    keys: keys.map(({ provider, made_for: of, name, secret, enabled, limits }): StoredKey => {
      return { provider, of, name, secret, enabled: fromFlag(enabled), limits: fromJson(limits) };
    }),
  };
}

interface Tables {
  overlay_providers: {
    name: string;
    position: number;
    settings: Json<StoredProvider["settings"]>;
    headers: Json<StoredProvider["headers"]>;
  };
  overlay_keys: {
    provider: string;
    made_for: StoredKey["of"];
    name: string;
    position: number;
    secret: string;
    enabled: Flag;
    limits: Json<StoredKey["limits"]>;
  };
}

const migrations: Migrations = {
  "0001_overlay": {
    async up(db) {
      const { text, integer, flag, json } = columnsOf(db);
      await db.schema
        .createTable("overlay_providers")
        .addColumn("name", text, (column) => column.primaryKey().notNull())
        .addColumn("position", integer, (column) => column.notNull())
        .addColumn("settings", json, (column) => column.notNull())
        .addColumn("headers", json, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("overlay_keys")
        .addColumn("provider", text, (column) => column.notNull())
        .addColumn("made_for", text, (column) => column.notNull())
        .addColumn("name", text, (column) => column.notNull())
        .addColumn("position", integer, (column) => column.notNull())
        .addColumn("secret", text, (column) => column.notNull())
        .addColumn("enabled", flag, (column) => column.notNull())
        .addColumn("limits", json, (column) => column.notNull())
        .addPrimaryKeyConstraint("overlay_keys_place", ["provider", "made_for", "name"])
        .execute();
    },
  },
};
