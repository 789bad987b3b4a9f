/** Keeps the ledger: one record for each request and one for each call. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { createRetention } from "@headgate/db";
import { Prices, Principal } from "@headgate/words";
import { createLedger } from "./ledger.ts";
import { optionsSchema } from "./options.ts";
import { createRecorder } from "./recorder.ts";
import { createRoutes } from "./routes.ts";
import { openSink } from "./sink.ts";
import { records } from "./tables.ts";

export type { UsageOptions } from "./options.ts";

const dayMs = 86_400_000;

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
    const { tables } = sink;
    const retention =
      tables && days !== "forever"
        ? createRetention({ host, tables, what: "usage records", from: records, keepMs: days * dayMs })
        : undefined;
    let prices: Prices | undefined;
    const { request, call } = createRecorder({ host, sink: sink.name, prices: () => prices, add: (entry) => ledger.add(entry) });
    return {
      ...request,
      inner: call,
      routes,
      start() {
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
