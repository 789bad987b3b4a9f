/** Gives each owner its own tables: runs its migrations once, however many replicas start together. */
import { BootError, type Db, RefusalError } from "@headgate/core";
import { type Kysely, type Migration, Migrator, sql } from "kysely";
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
  // PostgreSQL cuts names at 63 bytes, and no two owners may share a table.
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(owner))
    throw new TypeError(`"${owner}" cannot own tables: expected /^[a-z][a-z0-9-]{0,39}$/`);
  const opened = await openedOf(db);
  await opened.alone((kysely) => migrate(kysely, owner, migrations));
  return opened.kysely as Kysely<Schema>;
}

/** Every owner that ever had tables here. */
export async function ownersOf({ kysely }: Opened): Promise<readonly Owner[]> {
  const tables = await kysely.introspection.getTables();
  const owners = tables.filter(({ name }) => name.startsWith(MIGRATIONS)).map(({ name }) => name.slice(MIGRATIONS.length));
  const found: Owner[] = [];
  for (const owner of [...new Set(owners)].sort()) found.push({ owner, applied: await appliedOf(kysely, owner) });
  return found;
}

async function migrate(kysely: Kysely<unknown>, owner: string, migrations: Migrations): Promise<void> {
  const { error, results } = await new Migrator({
    db: kysely,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: `${MIGRATIONS}${owner}`,
    migrationLockTableName: `${LOCKS}${owner}`,
    nameComparator: (a, b) => (a < b ? -1 : Number(a > b)),
  }).migrateToLatest();
  if (error === undefined) return;
  if (error instanceof RefusalError) throw error;
  const unknown = (await appliedOf(kysely, owner)).filter((name) => !(name in migrations));
  if (unknown.length > 0) throw newer(owner, unknown, Object.keys(migrations));
  const failed = results?.find(({ status }) => status === "Error")?.migrationName;
  throw Object.assign(new BootError([`${owner}: ${failed ? `the migration "${failed}" failed` : "its migrations failed"}`]), {
    cause: error,
  });
}

async function appliedOf(kysely: Kysely<unknown>, owner: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(`${MIGRATIONS}${owner}`)}`.execute(kysely);
  return rows.map(({ name }) => name).sort();
}

function newer(owner: string, unknown: readonly string[], known: readonly string[]): BootError {
  const names = unknown.map((name) => `"${name}"`).join(", ");
  const last = [...known].sort().at(-1);
  return new BootError([
    `the tables of ${owner} are newer than this version: found the migration ${names}, expected none after "${last ?? "none"}"; ` +
      "start the version that made them or a later one, or restore a backup from before",
  ]);
}

const MIGRATIONS = "headgate_migrations_";
const LOCKS = "headgate_locks_";
