/** Kysely's driver over libsql: one connection, transactions that take the lock at their start, patience with other processes. */
import type { Clock } from "@headgate/core";
import type { Driver } from "kysely";
import { patiently, SqliteConnection } from "./sqlite-connection.ts";
import { createTurns } from "./turns.ts";

/** So long a query waits for the connection when a transaction has it. */
const TURN_MS = 5000;

export function createSqliteDriver(place: () => string, clock: Clock): Driver {
  const turns = createTurns(TURN_MS, clock);
  let only: SqliteConnection | undefined;
  const connection = (): SqliteConnection => {
    if (!only) throw new Error("the file is not open");
    return only;
  };
  return {
    async init() {
      const path = place();
      // Of two that start together one waits until the other has made the file a WAL.
      only ??= await patiently(() => new SqliteConnection(path));
    },
    async acquireConnection() {
      await turns.take();
      return connection();
    },
    // A reader that becomes a writer is refused at once, whatever the timeout: unless it declares itself read-only, a transaction takes the lock.
    beginTransaction: (_, { accessMode }) => connection().begin(accessMode === "read only" ? "begin" : "begin immediate"),
    async commitTransaction() {
      connection().say("commit");
    },
    async rollbackTransaction() {
      connection().rollback();
    },
    async savepoint(_, name) {
      connection().say(`savepoint "${name}"`);
    },
    async rollbackToSavepoint(_, name) {
      connection().say(`rollback to "${name}"`);
    },
    async releaseSavepoint(_, name) {
      connection().say(`release "${name}"`);
    },
    async releaseConnection() {
      turns.give();
    },
    async destroy() {
      only?.close();
    },
  };
}
