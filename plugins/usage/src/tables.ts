/** The two tables, their migrations, and how entries are written to them. */
import type { Db } from "@headgate/core";
import { type AgingTable, columnsOf, type Insertable, type Kysely, type Migrations, openTables } from "@headgate/db";
import { CompiledQuery } from "kysely";
import type { WriteEntries } from "./ledger.ts";
import { type CallRow, callRow, type RequestRow, requestRow } from "./row.ts";

export interface Tables {
  readonly usage_requests: RequestRow;
  readonly usage_calls: CallRow;
}

/** What expires. */
export const records: readonly AgingTable<Tables>[] = [
  { table: "usage_requests", column: "time", name: "requests" },
  { table: "usage_calls", column: "time", name: "calls" },
];

export function openUsageTables(db: Db): Promise<Kysely<Tables>> {
  return openTables<Tables>(db, "usage", migrations);
}

/** An entry whose id already exists is left as it is, so that a batch that was written in part can be written again. */
export function writeToTables(tables: Kysely<Tables>): WriteEntries {
  const intoCalls = inserter(tables, "usage_calls");
  const intoRequests = inserter(tables, "usage_requests");
  return async (entries) => {
    const calls = entries.filter(({ kind }) => kind === "call").map(callRow);
    if (calls.length > 0) await intoCalls(calls);
    const requests = entries.filter(({ kind }) => kind === "request").map(requestRow);
    if (requests.length > 0) await intoRequests(requests);
  };
}

/** Builds the statement once for each number of rows, because building it takes as long as running it. */
function inserter<Name extends keyof Tables>(
  tables: Kysely<Tables>,
  table: Name,
): (rows: readonly Tables[Name][]) => Promise<unknown> {
  const built = new Map<number, string>();
  return (rows) => {
    let text = built.get(rows.length);
    if (text === undefined) {
      const insert = tables.insertInto(table).values(rows as readonly Insertable<Tables[Name]>[]);
      text = insert.onConflict((on) => on.column("id").doNothing()).compile().sql;
      built.set(rows.length, text);
    }
    return tables.executeQuery(CompiledQuery.raw(text, valuesOf(rows)));
  };
}

/** Every row has the same columns in the same order. */
function valuesOf(rows: readonly object[]): unknown[] {
  const values: unknown[] = [];
  for (const row of rows) for (const column in row) values.push(row[column as never]);
  return values;
}

const migrations: Migrations = {
  "0001_ledger": {
    async up(db: Kysely<unknown>) {
      const { text, integer, flag, json } = columnsOf(db);
      for (const table of ["usage_requests", "usage_calls"]) {
        const own = db.schema
          .createTable(table)
          .addColumn("id", text, (it) => it.primaryKey())
          .addColumn("correlation_id", text, (it) => it.notNull())
          .addColumn("time", integer, (it) => it.notNull())
          .addColumn("caller_id", text)
          .addColumn("caller_name", text)
          .addColumn("operation", text, (it) => it.notNull())
          .addColumn("dialect", text, (it) => it.notNull())
          .addColumn("stream", flag, (it) => it.notNull())
          .addColumn("provider", text, (it) => it.notNull())
          .addColumn("model", text, (it) => it.notNull())
          .addColumn("requested_model", text, (it) => it.notNull())
          .addColumn("credential", text)
          .addColumn("credential_owner", text)
          .addColumn("status", integer, (it) => it.notNull())
          .addColumn("ended", text, (it) => it.notNull())
          .addColumn("error_code", text)
          .addColumn("error_by", text)
          .addColumn("input", integer)
          .addColumn("output", integer)
          .addColumn("cache_read", integer)
          .addColumn("cache_write", integer)
          .addColumn("reasoning", integer)
          .addColumn("other_units", json)
          .addColumn("estimated", flag)
          .addColumn("cost_nano", integer)
          .addColumn("price_version", text)
          .addColumn("latency_ms", integer, (it) => it.notNull())
          .addColumn("first_event_ms", integer);
        await (
          table === "usage_calls"
            ? own.addColumn("request_id", text).addColumn("attempt", integer, (it) => it.notNull())
            : own.addColumn("attempts", integer, (it) => it.notNull())
        ).execute();
        await db.schema.createIndex(`${table}_time`).on(table).column("time").execute();
        await db.schema.createIndex(`${table}_caller`).on(table).columns(["caller_id", "time"]).execute();
      }
      await db.schema.createIndex("usage_calls_request").on("usage_calls").column("request_id").execute();
    },
  },
};
