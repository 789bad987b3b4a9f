/** The databases on which the tables are tested: SQLite in memory, and a real PostgreSQL where one is installed. */
import { createDatabase, type Database } from "@headgate/db";
import type { TestHost } from "@headgate/testkit";
import { binaries, type PostgresServer, startPostgres } from "../../../scripts/servers/postgres.ts";

export interface Place {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly missing?: string | undefined;
  /** A new, empty database each time; resolves once it is there. */
  open(host: TestHost): Promise<Database>;
  /** A second process on the database that was opened last. */
  again(host: TestHost): Promise<Database>;
  close(): Promise<void>;
}

/** Each with its name, which says why it is skipped. */
export function named(...places: readonly Place[]): readonly (readonly [string, Place])[] {
  return places.map((place) => [place.missing === undefined ? place.name : `${place.name} (${place.missing})`, place] as const);
}

export const sqlite: Place = {
  name: "SQLite",
  open: (host) => createDatabase({ driver: "sqlite", file: ":memory:" }, host),
  again: () => Promise.reject(new Error("what is in memory is for one")),
  close: () => Promise.resolve(),
};

let server: PostgresServer | undefined;
let url = "";
const connect = (host: TestHost): Promise<Database> => createDatabase({ driver: "postgres", url, connections: 3 }, host);

export const postgres: Place = {
  name: "PostgreSQL",
  missing: binaries ? undefined : "skipped: no initdb and postgres on this machine",
  async open(host) {
    server ??= await startPostgres(binaries!);
    url = await server.createDatabase();
    return connect(host);
  },
  again: connect,
  async close() {
    await server?.stop();
  },
};
