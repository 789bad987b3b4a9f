/** PostgreSQL over pg's pool: every wait has an end, and a connection that failed is not used again. */
import {
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type PostgresPool,
  type PostgresPoolClient,
  PostgresQueryCompiler,
} from "kysely";
import type { Pool, PoolConfig } from "pg";
import type { Circuit } from "./circuit.ts";
import type { DatabaseParts } from "./database.ts";
import { isUnavailable } from "./faults.ts";
import { guardDriver } from "./guard.ts";
import type { Opened } from "./opened.ts";
import { numbersOver } from "./postgres-types.ts";
import { logOf } from "./query-log.ts";

interface Options {
  readonly url: string;
  readonly connections?: number;
}

const CONNECT_MS = 2000;
const STATEMENT_MS = 5000;

export async function openPostgres({ url, connections = 10 }: Options, circuit: Circuit, parts: DatabaseParts): Promise<Opened> {
  // Who keeps all in one file need not load it.
  const { Pool, types } = (await import("pg")).default;
  const base = {
    connectionString: url,
    types: numbersOver(types),
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: "headgate",
  };
  const open = (config: PoolConfig): { kysely: Kysely<unknown>; close(): Promise<void> } => {
    const pool = new Pool({ ...base, ...config });
    // A connection that breaks, idle or in use, fails its next query; without listeners the process would end.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    const driver = guardDriver(new PostgresDriver({ pool: discarding(pool) }), circuit);
    const kysely = new Kysely<unknown>({
      ...logOf(parts),
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => driver,
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    });
    return { kysely, close: () => driver.destroy() };
  };
  const main = open({
    max: connections,
    statement_timeout: STATEMENT_MS,
    // When the server cannot tell any more, as behind a network that swallows.
    query_timeout: STATEMENT_MS + 1000,
    idle_in_transaction_session_timeout: 60_000,
  });
  return {
    kysely: main.kysely,
    async alone(work) {
      const { kysely, close } = open({ max: 1 });
      try {
        return await work(kysely);
      } finally {
        await close();
      }
    },
    close: main.close,
  };
}

/** A client whose query timed out still waits for its answer: returned to the pool as it is, it would block everyone who gets it next. */
function discarding(pool: Pool): PostgresPool {
  return {
    async connect(): Promise<PostgresPoolClient> {
      const client = await pool.connect();
      let broken = false;
      const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
        try {
          return await client.query(text, [...parameters]);
        } catch (error) {
          broken ||= isUnavailable(error);
          throw error;
        }
      };
      return { query, release: () => client.release(broken) } as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}
