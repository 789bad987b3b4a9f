/** Where state is kept, by config: counters in memory or Redis, tables in a file or PostgreSQL. It outlives every reload. */
import type { GatewayConfig } from "@headgate/config";
import type { Clock, Db, Log, Store } from "@headgate/core";
import { createDatabase, whenNeeded } from "@headgate/db";
import { createMemoryStore, createRedisStore } from "@headgate/store";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { keepCounters } from "./counters-file.ts";
import { placeOf } from "./database-place.ts";

export interface State {
  readonly store: Store;
  readonly db: Db;
  /** Whether there is a database already; asking makes none. */
  kept(): boolean;
  close(): Promise<void>;
}

export async function openState({ state }: Pick<GatewayConfig, "state">, parts: { log: Log; clock: Clock }): Promise<State> {
  const { options } = placeOf(state);
  const db = whenNeeded(() => createDatabase(options, parts));
  const { store, close } = await openStore(state.redisUrl, join(resolve(state.folder), "counters.json"), parts);
  return {
    store,
    db,
    kept: () => options.driver === "postgres" || existsSync(options.file),
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
