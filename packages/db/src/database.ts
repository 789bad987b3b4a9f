/** Opens the database of a gateway, whichever it is. */
import type { Clock, Db, Log } from "@headgate/core";
import { createCircuit } from "./circuit.ts";
import type { Opened } from "./opened.ts";
import { openPostgres } from "./postgres.ts";
import { openRevisions } from "./revisions.ts";
import { openSqlite } from "./sqlite.ts";
import { type Owner, ownersOf } from "./tables.ts";

export type DatabaseOptions =
  /** A path, whose folder is made when it is missing, or `:memory:` for tests. */
  | { readonly driver: "sqlite"; readonly file: string }
  /** `connections`: the maximum of this process; default 10. */
  | { readonly driver: "postgres"; readonly url: string; readonly connections?: number };

export interface DatabaseParts {
  readonly log: Log;
  readonly clock: Clock;
  /** Sees the text of every statement, never its values. */
  readonly onQuery?: (sql: string) => void;
}

export interface Database extends Db {
  readonly driver: "sqlite" | "postgres";
  /** Whose tables there are, and which migrations have run: for a command line. */
  owners(): Promise<readonly Owner[]>;
  /** Afterwards every query is refused with 503. */
  close(): Promise<void>;
}

export type { Owner } from "./tables.ts";

/** Rejects with a RefusalError `database_unavailable` when it cannot be reached, whose `cause` says why. */
export async function createDatabase(options: DatabaseOptions, parts: DatabaseParts): Promise<Database> {
  const opened = await openDriver(options, parts);
  const database: Database = {
    "~db": opened,
    driver: options.driver,
    owners: () => ownersOf(opened),
    close: () => opened.close(),
  };
  try {
    await openRevisions(database);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return database;
}

/** With no table made or changed. */
export async function openDriver(options: DatabaseOptions, parts: DatabaseParts): Promise<Opened> {
  const circuit = createCircuit(options.driver, parts);
  return options.driver === "sqlite" ? openSqlite(options, circuit, parts) : openPostgres(options, circuit, parts);
}
