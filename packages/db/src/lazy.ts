/** A database that is opened on first use: where no plugin stores anything, no file is made and no server is contacted. */
import type { Db } from "@headgate/core";
import type { Database } from "./database.ts";
import type { Migrations } from "./tables.ts";

export interface LazyDatabase extends Db {
  /** Who has asked for tables so far, opened or not, and how they come to be: what `migrateTables` takes. */
  readonly asked: Map<string, Migrations>;
  /** Closes what was opened. */
  close(): Promise<void>;
}

export function whenNeeded(open: () => Promise<Database>): LazyDatabase {
  let opening: Promise<Database> | undefined;
  return {
    asked: new Map(),
    "~db": () => {
      opening ??= open().catch((error: unknown) => {
        // A server that was not there yet may be there for the next caller.
        opening = undefined;
        throw error;
      });
      return opening.then((database) => database["~db"]);
    },
    async close() {
      await (await opening)?.close();
    },
  };
}
