/** Keeps the ledger: one record for each request and one for each call. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Prices, Principal } from "@headgate/words";
import { createLedger } from "./ledger.ts";
import { optionsSchema } from "./options.ts";
import { createRecorder } from "./recorder.ts";
import { createRetention } from "./retention.ts";
import { createRoutes } from "./routes.ts";
import { openSink } from "./sink.ts";

export type { UsageOptions } from "./options.ts";

const usage: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "usage",
  config: optionsSchema,
  // A ledger that stumbles must not stop the traffic.
  onError: "open",
  wants: [Principal],
  async setup(host, { sink: asked, retentionDays: days, ...options }) {
    const sink = await openSink(host, asked);
    const ledger = createLedger({ ...options, host, write: sink.write });
    const routes = createRoutes(sink.tables, ledger);
    if (sink.name === "none") return { routes };
    const retention = sink.tables && days !== "forever" ? createRetention({ host, tables: sink.tables, days }) : undefined;
    let prices: Prices | undefined;
    const { request, call } = createRecorder({ host, sink: sink.name, prices: () => prices, add: (entry) => ledger.add(entry) });
    return {
      ...request,
      inner: call,
      routes,
      start() {
        // Optional: undefined where nobody offers it.
        prices = host.ask(Prices);
        retention?.start();
      },
      async close() {
        await Promise.all([ledger.close(), retention?.close()]);
      },
    };
  },
});
export default usage;
