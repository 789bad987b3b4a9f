/** Admin keys in the gateway's database, each stored as a hash: made and revoked by the command line, read by the gate. */
import { type Clock, type Db, type Random, RefusalError } from "@headgate/core";
import { isUniqueViolation, tablesWhenNeeded } from "@headgate/db";
import { digestOf, newAdminKey } from "./key-value.ts";
import { type AdminKeyRow, migrations, owner, type Tables } from "./tables.ts";

/** Times are epoch ms. */
export interface KeptAdminKey {
  readonly id: string;
  /** Unique among those that are not revoked. */
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}

/** A key and its value, which is stored nowhere: this is the only chance to show it. */
export interface IssuedAdminKey {
  readonly key: KeptAdminKey;
  readonly value: string;
}

/** Each rejects with a RefusalError: 400 `invalid_value`, 404 `not_found`, 409 `already_exists`, 503 for a database that is down. */
export interface AdminKeys {
  /** Without a name it gets one; without `expiresAt` it is valid until it is revoked. */
  create(draft: { readonly name?: string | undefined; readonly expiresAt?: number | undefined }): Promise<IssuedAdminKey>;
  /** All keys ever made, oldest first. */
  list(): Promise<readonly KeptAdminKey[]>;
  revoke(name: string): Promise<KeptAdminKey>;
  /** The keys that are not revoked, by the hash of their value. They may have expired. */
  current(): Promise<ReadonlyMap<string, KeptAdminKey>>;
}

/** The database is opened on first use, not before. */
export function openAdminKeys(db: Db, clock: Pick<Clock, "now">, random: Pick<Random, "bytes" | "uuid">): AdminKeys {
  const open = tablesWhenNeeded<Tables>(db, owner, migrations);
  return {
    async create({ name, expiresAt }) {
      const id = random.uuid();
      const key = { id, name: name ?? `admin-${id.slice(0, 8)}`, createdAt: clock.now(), ...(expiresAt && { expiresAt }) };
      if (!isName(key.name)) throw badName(key.name);
      if (expiresAt !== undefined && !(expiresAt > key.createdAt)) throw refusal("invalid_value", 400, "it would expire at once");
      const value = newAdminKey(random);
      const tables = await open();
      try {
        await tables
          .insertInto("auth_admin_keys")
          .values(rowOf(key, digestOf(value)))
          .execute();
      } catch (error) {
        if (isUniqueViolation(error)) throw taken(key.name);
        throw error;
      }
      return { key, value };
    },
    async list() {
      const tables = await open();
      const rows = await tables.selectFrom("auth_admin_keys").selectAll().orderBy("created_at").orderBy("id").execute();
      return rows.map(keyOf);
    },
    async revoke(name) {
      const tables = await open();
      const row = await tables
        .updateTable("auth_admin_keys")
        .set({ revoked_at: clock.now() })
        .where("name", "=", name)
        .where("revoked_at", "is", null)
        .returningAll()
        .executeTakeFirst();
      if (!row) throw refusal("not_found", 404, `no admin key is named ${JSON.stringify(name)}, or it was revoked before`);
      return keyOf(row);
    },
    async current() {
      const tables = await open();
      const rows = await tables.selectFrom("auth_admin_keys").selectAll().where("revoked_at", "is", null).execute();
      return new Map(rows.map((row) => [row.hash, keyOf(row)]));
    },
  };
}

/** Safe in Basic, a log and a shell; "anonymous" is reserved for clients without a key. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9][\w.@-]{0,63}$/.test(name) && name !== "anonymous";
}

function rowOf({ id, name, createdAt, expiresAt }: KeptAdminKey, hash: string): AdminKeyRow {
  return { id, name, hash, created_at: createdAt, expires_at: expiresAt ?? null, revoked_at: null };
}

function keyOf({ id, name, created_at, expires_at, revoked_at }: AdminKeyRow): KeptAdminKey {
  return {
    id,
    name,
    createdAt: created_at,
    ...(expires_at !== null && { expiresAt: expires_at }),
    ...(revoked_at !== null && { revokedAt: revoked_at }),
  };
}

function badName(name: string): RefusalError {
  const expected = 'up to 64 letters, digits and ". _ @ -", the first a letter or digit, and not "anonymous"';
  return refusal("invalid_value", 400, `an admin key cannot be named ${JSON.stringify(name)}: expected ${expected}`);
}

function taken(name: string): RefusalError {
  const message = `there is an admin key named ${JSON.stringify(name)}: choose another name, or revoke that key first`;
  return refusal("already_exists", 409, message);
}

function refusal(code: string, status: number, message: string): RefusalError {
  return new RefusalError({ code, status, message, by: "auth" });
}
