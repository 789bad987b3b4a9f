/** The gateway's database for a command that needs no gateway: found by the config, opened beside the one that serves, closed again. */
import type { GatewayConfig } from "@headgate/config";
import { BootError, RefusalError } from "@headgate/core";
import { createDatabase, type DatabaseOptions, type DatabaseParts, type LazyDatabase, whenNeeded } from "@headgate/db";
import { systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { databaseFile } from "../state.ts";

export interface DatabasePlace {
  readonly options: DatabaseOptions;
  /** For people: without a password. */
  readonly name: string;
}

/** The one that `start` uses. */
export function placeOf(state: GatewayConfig["state"]): DatabasePlace {
  const { postgresUrl: url } = state;
  if (url === undefined) {
    const file = databaseFile(state);
    return { options: { driver: "sqlite", file }, name: file };
  }
  const { host, pathname } = new URL(url);
  return { options: { driver: "postgres", url }, name: `postgres://${host}${pathname}` };
}

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

/** A database that is not there, named and with its cause, which answers to clients never are; any other error as it is. */
export function withPlace(name: string, error: unknown): Error {
  if (!(error instanceof RefusalError) || error.refusal.code !== "database_unavailable") return error as Error;
  return new Error(`${name}: ${error.message}${causeOf(error)}`, { cause: error });
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `: ${cause.message}` : "";
}
