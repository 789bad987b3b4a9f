/** Builds the gateway of a config without serving it: whatever would prevent the boot shows here. */
import { type Clock, type Described, type Log, RefusalError } from "@headgate/core";
import { createDatabase, whenNeeded } from "@headgate/db";
import { createMemoryStore } from "@headgate/store";
import { systemClock } from "../clock.ts";
import { createGateway, dialects } from "../gateway.ts";
import { createLog } from "../log.ts";
import { merge, type Merged } from "../overlay/merge.ts";
import type { Snapshot } from "../overlay/snapshot.ts";
import { readStored } from "../overlay/stored.ts";
import { createVaults } from "../overlay/vault.ts";
import { systemRandom } from "../random.ts";
import { readSource, type Source, type SourceOptions } from "../source.ts";

export interface Inspected {
  readonly source: Source;
  /** With what was made by API, if that was asked for. */
  readonly merged?: Merged | undefined;
  /** Why it is not known. */
  readonly unread?: string | undefined;
  readonly plugins: readonly Described[];
}

/** `stored`: with what was made by API, as the boot would read it. */
export async function inspect(
  options: SourceOptions,
  { stored = false }: { readonly stored?: boolean } = {},
): Promise<Inspected> {
  const source = await readSource(options);
  try {
    const parts = { log: createLog("silent"), clock: systemClock };
    const store = createMemoryStore({ clock: systemClock });
    // Looking at a config changes nothing on disk and asks no server.
    const db = whenNeeded(() => createDatabase({ driver: "sqlite", file: ":memory:" }, parts));
    const { merged, unread } = stored ? await withStored(source, options, parts) : {};
    const { config } = merged ?? source;
    const gateway = await createGateway({ ...source, config, ...parts, random: systemRandom, store, db });
    const plugins = gateway.pipeline.describe();
    await gateway.close(0);
    await db.close();
    return { source, merged, unread, plugins };
  } finally {
    await source.close();
  }
}

/** A config can be checked where its database cannot be reached. */
async function withStored(
  { config }: Source,
  { environment }: SourceOptions,
  parts: { readonly log: Log; readonly clock: Clock },
): Promise<Pick<Inspected, "merged" | "unread">> {
  let snapshot: Snapshot;
  try {
    snapshot = await readStored(config, parts);
  } catch (error) {
    if (error instanceof RefusalError) return { unread: error.message };
    throw error;
  }
  return { merged: await merge(config, snapshot, createVaults(environment)(config.server.encryptionKey, snapshot), dialects) };
}
