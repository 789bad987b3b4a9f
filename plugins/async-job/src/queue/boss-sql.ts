/** What pg-boss asks, over the connections that there are: it makes no pool of its own, and may take part in a transaction. */
import type { Kysely } from "@headgate/db";
import { CompiledQuery } from "kysely";
import type PgBoss from "pg-boss";

/** For what it does on its own: creation and maintenance, which are scripts with a transaction in them. */
export function sqlOf<Schema>(tables: Kysely<Schema>): PgBoss.Db & { idle(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  return {
    async executeSql(text, values: readonly unknown[] = []) {
      const asked = isScript(text) ? script(tables, text) : ask(tables, text, values);
      running.add(asked);
      try {
        return await asked;
      } finally {
        running.delete(asked);
      }
    },
    async idle() {
      await Promise.allSettled(running);
    },
  };
}

export function sqlWithin<Schema>(trx: Kysely<Schema>): PgBoss.Db & { readonly failed: unknown } {
  let failed: unknown;
  return {
    async executeSql(text, values: readonly unknown[] = []) {
      try {
        return await ask(trx, text, values);
      } catch (error) {
        // `fetch` of pg-boss takes every error for an empty queue.
        failed = error;
        throw error;
      }
    },
    get failed() {
      return failed;
    },
  };
}

async function ask<Schema>(db: Kysely<Schema>, text: string, values: readonly unknown[]): ReturnType<PgBoss.Db["executeSql"]> {
  const { rows } = await db.executeQuery(CompiledQuery.raw(text, values.map(asText)));
  return { rows };
}

function isScript(text: string): boolean {
  return /^\s*begin;/i.test(text);
}

/** One that fails leaves its transaction open, and the connection would go back to the pool with it. */
function script<Schema>(tables: Kysely<Schema>, text: string): ReturnType<PgBoss.Db["executeSql"]> {
  return tables.connection().execute(async (connection) => {
    try {
      await connection.executeQuery(CompiledQuery.raw(text));
      return { rows: [] };
    } catch (error) {
      // Where the connection is gone there is nothing to roll back, and the first error is the one to tell.
      await connection.executeQuery(CompiledQuery.raw("rollback")).catch(() => {});
      throw error;
    }
  });
}

/** Lists of ids and options of queues: pg would write them out by itself, our driver takes plain values only. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return `{${value.map((item) => `"${String(item)}"`).join(",")}}`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
