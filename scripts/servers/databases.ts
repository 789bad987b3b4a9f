/** The databases on which tables of plugins are tested: a file of SQLite, and a real PostgreSQL where one is installed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Database } from "@headgate/db";
import type { TestHost } from "@headgate/testkit";
import { binaries, type PostgresServer, startPostgres } from "./postgres.ts";

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

const folders: string[] = [];
const inFolder = (host: TestHost): Promise<Database> =>
  createDatabase({ driver: "sqlite", file: join(folders.at(-1)!, "headgate.db") }, host);

export const sqlite: Place = {
  name: "SQLite",
  open(host) {
    folders.push(mkdtempSync(join(tmpdir(), "headgate-tables-")));
    return inFolder(host);
  },
  again: inFolder,
  async close() {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  },
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
    server = undefined;
  },
};
