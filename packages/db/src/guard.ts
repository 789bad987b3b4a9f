/** Stands around either driver of Kysely: counts failures, refuses what cannot succeed, and hides what was asked. */
import { RefusalError } from "@headgate/core";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import type { Circuit } from "./circuit.ts";
import { isReadOnly, isUnavailable, unavailable } from "./faults.ts";
import { bindable } from "./parameters.ts";

export function guardDriver(inner: Driver, circuit: Circuit): Driver {
  const guarded = new WeakMap<DatabaseConnection, GuardedConnection>();
  const judge = (error: unknown): unknown => {
    if (error instanceof RefusalError) return error;
    // It is there and refuses: reads are served, and writes fail at once.
    if (isReadOnly(error)) return unavailable(error);
    if (isUnavailable(error)) {
      circuit.failed(error);
      return unavailable(error);
    }
    // It refused this statement: so it is there.
    circuit.succeeded();
    return error;
  };
  let closed = false;
  return {
    async init() {
      await tried(inner.init(), judge);
    },
    async acquireConnection() {
      if (closed || !circuit.admits()) throw unavailable();
      const connection = await tried(inner.acquireConnection(), judge);
      let guard = guarded.get(connection);
      if (!guard) guarded.set(connection, (guard = new GuardedConnection(connection, circuit, judge)));
      return guard;
    },
    async beginTransaction(connection, settings) {
      await tried(inner.beginTransaction(innerOf(connection), settings), judge);
    },
    async commitTransaction(connection) {
      await tried(inner.commitTransaction(innerOf(connection)), judge);
    },
    async rollbackTransaction(connection) {
      await tried(inner.rollbackTransaction(innerOf(connection)), judge);
    },
    async savepoint(connection, name, compile) {
      await tried(inner.savepoint!(innerOf(connection), name, compile), judge);
    },
    async rollbackToSavepoint(connection, name, compile) {
      await tried(inner.rollbackToSavepoint!(innerOf(connection), name, compile), judge);
    },
    async releaseSavepoint(connection, name, compile) {
      await tried(inner.releaseSavepoint!(innerOf(connection), name, compile), judge);
    },
    releaseConnection: (connection) => inner.releaseConnection(innerOf(connection)),
    async destroy() {
      if (closed) return;
      closed = true;
      await inner.destroy();
    },
  };
}

class GuardedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #circuit: Circuit;
  readonly #judge: (error: unknown) => unknown;

  constructor(inner: DatabaseConnection, circuit: Circuit, judge: (error: unknown) => unknown) {
    this.inner = inner;
    this.#circuit = circuit;
    this.#judge = judge;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = bindable(query.parameters);
    const result = await tried(this.inner.executeQuery<R>({ ...query, parameters }), this.#judge);
    this.#circuit.succeeded();
    return result;
  }

  // oxlint-disable-next-line require-yield -- the interface asks for it; pages are asked for by key instead
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("read in pages: streaming holds the only connection of SQLite");
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return (connection as GuardedConnection).inner;
}

async function tried<T>(pending: Promise<T>, judge: (error: unknown) => unknown): Promise<T> {
  try {
    return await pending;
  } catch (error) {
    throw judge(error);
  }
}
