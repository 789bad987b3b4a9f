/** The gateway's database for a command that needs no gateway: opened beside the one that serves, closed again. */
import { BootError } from "@headgate/core";
import { createDatabase, type DatabaseParts, type LazyDatabase, whenNeeded } from "@headgate/db";
import { systemClock } from "../clock.ts";
import { causeOf, type DatabasePlace, withPlace } from "../database-place.ts";
import { createLog } from "../log.ts";

/** Faults are printed on standard error by the command, not logged. */
export const quiet: DatabaseParts = { log: createLog("silent"), clock: systemClock };

/** Rejects with an error for people. */
export async function withDatabase<T>({ options, name }: DatabasePlace, work: (db: LazyDatabase) => Promise<T>): Promise<T> {
  const db = whenNeeded(() => createDatabase(options, quiet));
  try {
    return await saying(name, () => work(db));
  } finally {
    await db.close();
  }
}

/** Rejects with an error that names the database. */
export async function saying<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BootError) throw new Error(`${name}: ${error.issues.join("\n")}${causeOf(error)}`, { cause: error });
    throw withPlace(name, error);
  }
}
