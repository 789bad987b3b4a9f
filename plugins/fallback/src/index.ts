/** Asks the next provider or model when one fails. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { MoreTargets, Targets } from "@headgate/words";
import { createJudge } from "./judge.ts";
import { createLayer } from "./layer.ts";
import { createHasMore, createNextTarget } from "./more.ts";
import { optionsSchema } from "./options.ts";
import { createRescue } from "./rescue.ts";
import { createResume } from "./resume.ts";
import { createRoute } from "./route.ts";
import { createWindows } from "./windows.ts";

export type { FallbackOptions } from "./options.ts";

const fallback: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "fallback",
  config: optionsSchema,
  wants: [Targets],
  gives: [MoreTargets],
  setup(host, options) {
    const windows = createWindows(options.contextWindows);
    const judge = createJudge(options, windows);
    const route = createRoute(host.providers, options.chains);
    const resume = createResume(host, createNextTarget(route));
    const rescue = createRescue({ host, judge, route, windows, resume, most: options.maxFallbacks });
    return { around: createLayer({ judge, rescue, resume, hasMore: createHasMore(route, host.clock) }) };
  },
});
export default fallback;
