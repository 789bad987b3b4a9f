/** Sends requests about a stored response, file or batch to the provider and key that made it, and only for the caller who made it. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { createRetention } from "@headgate/db";
import { Principal, Targets } from "@headgate/words";
import { createKeeper } from "./keeper.ts";
import { createLayer } from "./layer.ts";
import { optionsSchema } from "./options.ts";
import { createPins } from "./pins.ts";
import { createSteer } from "./steer.ts";
import { createPinTable, ending, openPinTables } from "./tables.ts";

export type { PinnedOptions } from "./options.ts";

/** A pin takes about 300 bytes. */
const inMemory = 50_000;

const pinned: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "pinned",
  config: optionsSchema,
  wants: [Principal, Targets],
  async setup(host, { unknown, responsesDays }) {
    const tables = host.db && (await openPinTables(host.db));
    const pins = createPins({ host, table: tables && createPinTable(tables), most: inMemory });
    const retention = tables && createRetention({ host, tables, what: "pins", from: ending, keepMs: 0 });
    const steer = createSteer(host.providers, unknown);
    const keeper = createKeeper(host, pins, responsesDays);
    return {
      around: createLayer({ pins, steer, keeper, log: host.log }),
      start: () => retention?.start(),
      async close() {
        await Promise.all([pins.close(), retention?.close()]);
      },
    };
  },
});
export default pinned;
