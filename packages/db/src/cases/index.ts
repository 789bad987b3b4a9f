/** What every driver must do, as cases for any test runner: each opens its own connections and closes them. */
import type { Database } from "../database.ts";
import { changeCases } from "./change-cases.ts";
import { hostileCases } from "./hostile-cases.ts";
import { migrationCases } from "./migration-cases.ts";
import { valueCases } from "./value-cases.ts";

/** Each call gives another connection to one and the same database, which is empty before the first. */
export type MakeDatabase = (onQuery?: (sql: string) => void) => Promise<Database>;

export interface DbCase {
  /** A promise, such as "rolls back what threw". */
  readonly name: string;
  /** Rejects with an AssertionError when the promise is broken. */
  run(make: MakeDatabase): Promise<void>;
}

export type DbSteps = (make: MakeDatabase) => Promise<void>;

export const dbCases: readonly DbCase[] = Object.entries({
  ...migrationCases,
  ...valueCases,
  ...changeCases,
  ...hostileCases,
}).map(([name, steps]: [string, DbSteps]) => ({
  name,
  async run(make) {
    const opened: Database[] = [];
    try {
      await steps(async (onQuery) => {
        const database = await make(onQuery);
        opened.push(database);
        return database;
      });
    } finally {
      await Promise.all(opened.map((database) => database.close()));
    }
  },
}));
