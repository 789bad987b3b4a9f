/** Everything in a database: every column of every row of every table. */
import { type Database, type Kysely, openTables, sql } from "@headgate/db";

export type Rows = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

export async function everyRow(db: Database): Promise<Rows> {
  const tables: Kysely<unknown> = await openTables(db, "reader", {});
  const names = (await tables.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
  const rows = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  for (const name of names) {
    rows.set(name, (await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(tables)).rows);
  }
  return rows;
}

/** Of one column, as it is. */
export function column(rows: Rows, table: string, name: string): readonly unknown[] {
  return rows.get(table)!.map((row) => row[name]);
}
