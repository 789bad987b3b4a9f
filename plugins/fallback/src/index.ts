/** Asks the next provider or model when one fails. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Targets } from "@headgate/words";
import { createJudge } from "./judge.ts";
import { createLayer } from "./layer.ts";
import { optionsSchema } from "./options.ts";
import { createRescue } from "./rescue.ts";
import { createRoute } from "./route.ts";

export type { FallbackOptions } from "./options.ts";

const fallback: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "fallback",
  config: optionsSchema,
  wants: [Targets],
  setup(host, options) {
    const judge = createJudge(options);
    const route = createRoute(host.providers, options.chains);
    return { around: createLayer(judge, createRescue(host, judge, route, options.maxFallbacks)) };
  },
});
export default fallback;
