/** Any inference operation as a durable job: submit now, collect later, lose nothing. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Principal } from "@headgate/words";
import { createHooks } from "./hooks.ts";
import { optionsSchema } from "./options.ts";

export type { AsyncJobOptions } from "./options.ts";

const asyncJob: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "async-job",
  config: optionsSchema,
  needs: [Principal],
  setup: createHooks,
});
export default asyncJob;
