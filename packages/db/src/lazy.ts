/** A database that is opened by whoever first needs it: where no plugin keeps anything, no file is made and no server is asked. */
import type { Db } from "@headgate/core";
import type { Database } from "./database.ts";

export interface LazyDatabase extends Db {
  /** Closes what was opened. */
  close(): Promise<void>;
}

export function whenNeeded(open: () => Promise<Database>): LazyDatabase {
  let opening: Promise<Database> | undefined;
  return {
    "~db": () => {
      opening ??= open().catch((error: unknown) => {
        // A server that was not there yet may be there for the next who asks.
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
