/** Column types that mean the same on both databases, and the few codecs their values need. */
import { type ColumnType, type ColumnDataType, PostgresAdapter, type QueryExecutorProvider, type RawBuilder, sql } from "kysely";

export interface Columns {
  /** Ids, names, any text; compared and ordered byte by byte. */
  readonly text: ColumnDataType | RawBuilder<unknown>;
  /** Counts, milliseconds since the epoch, money in nano-dollars: up to 2^53 either way. */
  readonly integer: ColumnDataType;
  /** 1 or 0; write booleans, read with `fromFlag`. */
  readonly flag: ColumnDataType;
  /** Text of `toJson`. */
  readonly json: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** Shares and averages; never money. */
  readonly real: ColumnDataType;
}

/** For a migration: `const { text, integer } = columnsOf(db)`. */
export function columnsOf(db: QueryExecutorProvider): Columns {
  return db.getExecutor().adapter instanceof PostgresAdapter ? POSTGRES : SQLITE;
}

const SQLITE: Columns = {
  text: "text",
  integer: "bigint",
  flag: "integer",
  json: "text",
  bytes: "blob",
  real: "double precision",
};
// The order of SQLite, whatever the locale of the server: else a page begins where another did not end.
const POSTGRES: Columns = { ...SQLITE, text: sql`text collate "C"`, bytes: "bytea" };

/** The type of a flag in a schema: read as 1 or 0, written as a boolean too. */
export type Flag = ColumnType<number, boolean | number, boolean | number>;

export function toFlag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

export function fromFlag(value: number): boolean {
  return value !== 0;
}

/** The type of a JSON column in a schema: text that remembers what was written. */
export type Json<T> = string & { readonly "~json"?: T };

/** `undefined` becomes JSON's null. */
export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) ?? "null";
}

/** Not validated: as trustworthy as whoever wrote it. */
export function fromJson<T>(text: Json<T>): T;
export function fromJson<T>(text: Json<T> | null): T | null;
export function fromJson<T>(text: Json<T> | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
