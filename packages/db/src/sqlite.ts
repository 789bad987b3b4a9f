/** The embedded database: one file, opened by libsql, which answers synchronously. */
import { closeSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { Circuit } from "./circuit.ts";
import type { DatabaseParts } from "./database.ts";
import { makeFolder } from "./folder.ts";
import { guardDriver } from "./guard.ts";
import type { Opened } from "./opened.ts";
import { logOf } from "./query-log.ts";
import { createSqliteDriver } from "./sqlite-driver.ts";

export function openSqlite({ file }: { readonly file: string }, circuit: Circuit, parts: DatabaseParts): Opened {
  const driver = guardDriver(
    createSqliteDriver(() => place(file), parts.clock),
    circuit,
  );
  const kysely = new Kysely<unknown>({
    ...logOf(parts),
    dialect: {
      createAdapter: () => new LockingAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  return { kysely, alone: (work) => work(kysely), close: () => driver.destroy() };
}

/** Our transactions begin with the lock on the file: so a migration is one, and replicas wait for each other. */
class LockingAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** For its owner only. An absolute path too: libsql takes a name with a scheme for a server. */
function place(file: string): string {
  if (file === ":memory:") return file;
  const path = resolve(file);
  makeFolder(dirname(path));
  closeSync(openSync(path, "a", 0o600));
  return path;
}
