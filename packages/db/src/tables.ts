/** Gives each owner its own tables: runs its migrations once, however many replicas start together. */
import { BootError, type Db, RefusalError } from "@headgate/core";
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import type { LazyDatabase } from "./lazy.ts";
import { type Opened, openedOf } from "./opened.ts";

/** Run in the order of their names: `0001_keys`, `0002_…`. Never change one that was released. */
export type Migrations = Readonly<Record<string, Migration>>;

export interface Owner {
  readonly owner: string;
  /** Names of the migrations that have run, oldest first. */
  readonly applied: readonly string[];
}

/**
 * The owner's tables, typed by its own schema. Rejects with a BootError when the database is newer than the code or a migration fails,
 * and with a RefusalError when the database is not there.
 */
export async function openTables<Schema>(db: Db, owner: string, migrations: Migrations): Promise<Kysely<Schema>> {
  note(db, owner, migrations);
  const opened = await openedOf(db);
  await opened.alone((kysely) => migrate(kysely, owner, migrations));
  return opened.kysely as Kysely<Schema>;
}

/**
 * The same for tables that may never be needed: they are opened by the first call, and again by the next when that failed, with the
 * errors of `openTables`. Say it in `setup`: then `headgate migrate` knows of them.
 */
export function tablesWhenNeeded<Schema>(db: Db, owner: string, migrations: Migrations): () => Promise<Kysely<Schema>> {
  note(db, owner, migrations);
  let opening: Promise<Kysely<Schema>> | undefined;
  return () =>
    (opening ??= openTables<Schema>(db, owner, migrations).catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
}

/** Every owner that ever had tables here. */
export async function ownersOf({ kysely }: Opened): Promise<readonly Owner[]> {
  const tables = await kysely.introspection.getTables();
  const owners = tables.filter(({ name }) => name.startsWith(MIGRATIONS)).map(({ name }) => name.slice(MIGRATIONS.length));
  const found: Owner[] = [];
  for (const owner of [...new Set(owners)].sort()) found.push({ owner, applied: await appliedOf(kysely, owner) });
  return found;
}

/** Which of them have run just now. */
export async function migrate(kysely: Kysely<unknown>, owner: string, migrations: Migrations): Promise<readonly string[]> {
  const { error, results } = await new Migrator({
    db: kysely,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: `${MIGRATIONS}${owner}`,
    migrationLockTableName: `${LOCKS}${owner}`,
    nameComparator: (a, b) => (a < b ? -1 : Number(a > b)),
  }).migrateToLatest();
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName);
  if (error instanceof RefusalError) throw error;
  const newer = newerThan(owner, await appliedOf(kysely, owner), migrations);
  if (newer !== undefined) throw new BootError([newer]);
  const failed = results?.find(({ status }) => status === "Error")?.migrationName;
  throw Object.assign(new BootError([`${owner}: ${failed ? `the migration "${failed}" failed` : "its migrations failed"}`]), {
    cause: error,
  });
}

/** What is wrong with tables on which more migrations have run than there are here. */
export function newerThan(owner: string, applied: readonly string[], migrations: Migrations): string | undefined {
  const unknown = applied.filter((name) => !(name in migrations)).map((name) => `"${name}"`);
  if (unknown.length === 0) return undefined;
  const last = Object.keys(migrations).sort().at(-1);
  return (
    `the tables of ${owner} are newer than this version: found the migration ${unknown.join(", ")}, expected none after ` +
    `"${last ?? "none"}"; start the version that made them or a later one, or restore a backup from before`
  );
}

async function appliedOf(kysely: Kysely<unknown>, owner: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(`${MIGRATIONS}${owner}`)}`.execute(kysely);
  return rows.map(({ name }) => name).sort();
}

function note(db: Db, owner: string, migrations: Migrations): void {
  // PostgreSQL cuts names at 63 bytes, and no two owners may share a table.
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(owner))
    throw new TypeError(`"${owner}" cannot own tables: expected /^[a-z][a-z0-9-]{0,39}$/`);
  const { asked } = db as Partial<LazyDatabase>;
  asked?.set(owner, { ...asked.get(owner), ...migrations });
}

const MIGRATIONS = "headgate_migrations_";
const LOCKS = "headgate_locks_";
