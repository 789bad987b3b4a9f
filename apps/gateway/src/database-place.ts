/** Which database a config means, for those who open it and in words for people. */
import type { GatewayConfig } from "@headgate/config";
import { RefusalError } from "@headgate/core";
import type { DatabaseOptions } from "@headgate/db";
import { join, resolve } from "node:path";

export interface DatabasePlace {
  readonly options: DatabaseOptions;
  /** For people: without a password. */
  readonly name: string;
}

export function placeOf(state: GatewayConfig["state"]): DatabasePlace {
  const { postgresUrl: url } = state;
  if (url === undefined) {
    const file = join(resolve(state.folder), "headgate.db");
    return { options: { driver: "sqlite", file }, name: file };
  }
  const { host, pathname } = new URL(url);
  return { options: { driver: "postgres", url }, name: `postgres://${host}${pathname}` };
}

/** A database that is not there, named and with its cause, which answers to clients never are; any other error as it is. */
export function withPlace(name: string, error: unknown): Error {
  if (!(error instanceof RefusalError) || error.refusal.code !== "database_unavailable") return error as Error;
  return new Error(`${name}: ${error.message}${causeOf(error)}`, { cause: error });
}

/** What lies behind an error, to be appended to it. */
export function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `: ${cause.message}` : "";
}
