/** Asks with the provider's next key when one is limited or rejected. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Prefer } from "@headgate/words";
import { createExhaustion } from "./exhaustion.ts";
import { createLayer } from "./layer.ts";
import { createLeases } from "./lease.ts";
import { createMarks } from "./marks.ts";
import { optionsSchema } from "./options.ts";
import { createOrder } from "./order.ts";
import { createPools } from "./pool.ts";
import { createSteadyStore } from "./steady.ts";
import { createWalkers } from "./walker.ts";

export type { KeyFailoverOptions } from "./options.ts";

const keyFailover: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "key-failover",
  config: optionsSchema,
  wants: [Prefer],
  setup({ store, ...rest }, options) {
    const host = { ...rest, store: createSteadyStore({ store, log: rest.log }) };
    const order = createOrder(options.order, host.random);
    const walkerFor = createWalkers(createPools(host.providers), order, host, options, createLeases(host));
    return { around: createLayer(host.clock, walkerFor, createMarks(host, options), createExhaustion(host)) };
  },
});
export default keyFailover;
