/** Where entries go: the database, the log, or nowhere. */
import type { Host } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { WriteEntries } from "./ledger.ts";
import type { UsageConfig } from "./options.ts";
import { callRow, requestRow } from "./row.ts";
import { openUsageTables, type Tables, writeToTables } from "./tables.ts";

export interface Sink {
  readonly name: NonNullable<UsageConfig["sink"]>;
  readonly tables?: Kysely<Tables>;
  readonly write: WriteEntries;
}

export async function openSink({ db, log }: Pick<Host, "db" | "log">, asked: UsageConfig["sink"]): Promise<Sink> {
  const name = asked ?? (db ? "db" : "log");
  if (name === "none") return { name, write: () => {} };
  if (name === "log") return { name, write: writeToLog(log) };
  if (!db) throw new Error('usage: sink is "db", but the gateway has no database: configure one, or choose "log" or "none"');
  const tables = await openUsageTables(db);
  return { name, tables, write: writeToTables(tables) };
}

function writeToLog(log: Host["log"]): WriteEntries {
  return (entries) => {
    for (const entry of entries) {
      if (entry.kind === "request") log.info({ usage: requestRow(entry) }, "usage of a request");
      else log.info({ usage: callRow(entry) }, "usage of a call");
    }
  };
}
