/** One file opened by libsql, guarded against what libsql cannot handle: a boolean, a closed file, a lock met by a prepared statement. */
import { setTimeout } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import Libsql from "libsql";
import { isBusy } from "./faults.ts";

/** How long a statement waits for the file. */
const PATIENCE_MS = 5000;
/** The longest that SQLite itself waits, for that stops the whole process; the rest is waited for outside of it. */
const BLOCKING_MS = 20;
const AGAIN_MS = 10;

const PRAGMAS = [
  `busy_timeout = ${BLOCKING_MS}`,
  "journal_mode = WAL",
  "synchronous = NORMAL",
  "foreign_keys = ON",
  // As on PostgreSQL.
  "case_sensitive_like = ON",
];

export class SqliteConnection implements DatabaseConnection {
  readonly #db: Libsql.Database;

  constructor(path: string) {
    this.#db = new Libsql(path);
    try {
      for (const pragma of PRAGMAS) this.say(`pragma ${pragma}`);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  begin(sql: "begin" | "begin immediate"): Promise<void> {
    return patiently(() => this.say(sql));
  }

  /** Without a prepared statement: one that meets a lock stays in progress, and then nothing can be committed any more. */
  say(sql: string): void {
    this.#opened().exec(sql);
  }

  rollback(): void {
    // A full disk has already rolled back, and its error is the one to report.
    if (this.#opened().inTransaction) this.say("rollback");
  }

  async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
    const reads = query.kind === "SelectQueryNode" || /^\s*(select|pragma|explain)\b/i.test(sql);
    if (reads) return patiently(() => this.#run<R>(sql, parameters));
    if (this.#opened().inTransaction) return this.#run(sql, parameters);
    await this.begin("begin immediate");
    try {
      const result = this.#run<R>(sql, parameters);
      this.say("commit");
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  // oxlint-disable-next-line require-yield -- never reached: the guard refuses it
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("not streamed");
  }

  close(): void {
    if (!this.#db.open) return;
    try {
      // Then the one file is all there is to copy; libsql itself leaves that to the garbage collector.
      this.say("pragma wal_checkpoint(TRUNCATE)");
    } finally {
      this.#db.close();
    }
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const statement = this.#opened().prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters).map(withBytes) as R[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** A closed one ends the process when it is asked anything. */
  #opened(): Libsql.Database {
    if (!this.#db.open) throw new Error("the file was closed");
    return this.#db;
  }
}

/** Real time, not the host's: another process holds the lock, and a clock that stands still would wait for ever. */
export async function patiently<T>(run: () => T): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
    await setTimeout(AGAIN_MS);
  }
}

/** Bytes come as an ArrayBuffer here and as a Buffer from PostgreSQL: a Uint8Array is what both are. */
function withBytes(row: unknown): unknown {
  const columns = row as Record<string, unknown>;
  for (const name in columns) if (columns[name] instanceof ArrayBuffer) columns[name] = new Uint8Array(columns[name]);
  return row;
}
