/** Migrates all tables to this installation's version as a deploy step, or lists what is pending. */
import { existsSync } from "node:fs";
import { BootError } from "@headgate/core";
import { type DatabaseOptions, type DatabaseParts, openDriver } from "./database.ts";
import { revisionsMigrations, revisionsOwner } from "./revisions.ts";
import { migrate, type Migrations, newerThan, ownersOf } from "./tables.ts";

export interface Migrated {
  readonly owner: string;
  readonly migration: string;
  readonly state: "applied before" | "applied now" | "pending";
}

/**
 * `asked` is whose tables, as a `whenNeeded` database has noted it; the database's own come first. With `dryRun` nothing is changed and
 * no file is made. Rejects with a BootError that names all who are newer than the code, before anything is changed, or the migration
 * that failed; and with a RefusalError when the database is not there.
 */
export async function migrateTables(
  options: DatabaseOptions,
  asked: ReadonlyMap<string, Migrations>,
  parts: DatabaseParts,
  { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
): Promise<readonly Migrated[]> {
  const wanted = new Map([[revisionsOwner, revisionsMigrations], ...asked]);
  if (dryRun && options.driver === "sqlite" && !existsSync(options.file)) return listed(wanted, () => "pending");
  const opened = await openDriver(options, parts);
  try {
    const before = new Map((await ownersOf(opened)).map(({ owner, applied }) => [owner, applied]));
    const newer = [...wanted].map(([owner, migrations]) => newerThan(owner, before.get(owner) ?? [], migrations));
    const faults = newer.filter((fault) => fault !== undefined);
    if (faults.length > 0) throw new BootError(faults);
    if (dryRun) return listed(wanted, (owner, name) => (before.get(owner)?.includes(name) ? "applied before" : "pending"));
    const now = new Map<string, readonly string[]>();
    for (const [owner, migrations] of wanted) now.set(owner, await opened.alone((kysely) => migrate(kysely, owner, migrations)));
    // What was missing and yet is not among these was made by another who migrates at the same time.
    return listed(wanted, (owner, name) => (now.get(owner)?.includes(name) ? "applied now" : "applied before"));
  } finally {
    await opened.close();
  }
}

function listed(
  wanted: ReadonlyMap<string, Migrations>,
  stateOf: (owner: string, name: string) => Migrated["state"],
): readonly Migrated[] {
  return [...wanted].flatMap(([owner, migrations]) =>
    Object.keys(migrations)
      .sort()
      .map((migration) => ({ owner, migration, state: stateOf(owner, migration) })),
  );
}
