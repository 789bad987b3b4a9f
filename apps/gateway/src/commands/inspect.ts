/** Builds the gateway of a config without serving it: whatever would stop the boot shows here. */
import type { Described } from "@headgate/core";
import { createDatabase, whenNeeded } from "@headgate/db";
import { createMemoryStore } from "@headgate/store";
import { systemClock } from "../clock.ts";
import { createGateway } from "../gateway.ts";
import { createLog } from "../log.ts";
import { systemRandom } from "../random.ts";
import { readSource, type Source, type SourceOptions } from "../source.ts";

export interface Inspected {
  readonly source: Source;
  readonly plugins: readonly Described[];
}

export async function inspect(options: SourceOptions): Promise<Inspected> {
  const source = await readSource(options);
  try {
    const parts = { log: createLog("silent"), clock: systemClock };
    const store = createMemoryStore({ clock: systemClock });
    // Looking at a config changes nothing on disk and asks no server.
    const db = whenNeeded(() => createDatabase({ driver: "sqlite", file: ":memory:" }, parts));
    const gateway = await createGateway({ ...source, ...parts, random: systemRandom, store, db });
    const plugins = gateway.pipeline.describe();
    await gateway.close(0);
    await db.close();
    return { source, plugins };
  } finally {
    await source.close();
  }
}
