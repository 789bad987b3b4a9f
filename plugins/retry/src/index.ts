/** Asks the same target again, after a wait that helps. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { MoreTargets } from "@headgate/words";
import { createAgain } from "./again.ts";
import { createJudge } from "./judge.ts";
import { createLayer } from "./layer.ts";
import { optionsSchema } from "./options.ts";
import { createWait } from "./wait.ts";

export type { RetryOptions } from "./options.ts";

const retry: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "retry",
  config: optionsSchema,
  wants: [MoreTargets],
  setup(host, options) {
    const { maxRetries, statuses } = options;
    return { around: createLayer(createAgain(host, createJudge(statuses), createWait(options, host.random), maxRetries)) };
  },
});
export default retry;
