/** Where state is kept, by config: counters in memory or Redis, tables in a file or PostgreSQL. It outlives every reload. */
import type { GatewayConfig } from "@headgate/config";
import type { Clock, Db, Log, Store } from "@headgate/core";
import { createDatabase, whenNeeded } from "@headgate/db";
import { createMemoryStore, createRedisStore } from "@headgate/store";
import { join, resolve } from "node:path";
import { keepCounters } from "./counters-file.ts";

export interface State {
  readonly store: Store;
  readonly db: Db;
  close(): Promise<void>;
}

export async function openState({ state }: Pick<GatewayConfig, "state">, parts: { log: Log; clock: Clock }): Promise<State> {
  const folder = resolve(state.folder);
  const { postgresUrl: url } = state;
  const db = whenNeeded(() =>
    createDatabase(
      url === undefined ? { driver: "sqlite", file: join(folder, "headgate.db") } : { driver: "postgres", url },
      parts,
    ),
  );
  const { store, close } = await openStore(state.redisUrl, join(folder, "counters.json"), parts);
  return {
    store,
    db,
    async close() {
      await close();
      await db.close();
    },
  };
}

async function openStore(
  url: string | undefined,
  file: string,
  parts: { log: Log; clock: Clock },
): Promise<{ store: Store; close(): Promise<void> }> {
  if (url !== undefined) {
    const store = createRedisStore({ url, ...parts });
    return { store, close: async () => store.close() };
  }
  const store = createMemoryStore({ clock: parts.clock });
  const keeping = await keepCounters(store, file, parts);
  return {
    store,
    async close() {
      await keeping.stop();
      store.close();
    },
  };
}
