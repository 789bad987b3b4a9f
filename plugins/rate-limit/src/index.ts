/** Limits requests, tokens and concurrency: reserved before anything is sent, corrected at the end. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Limits, Principal } from "@headgate/words";
import { optionsSchema } from "./options.ts";
import { createPasses } from "./passes.ts";

export type { OwnLimit, RateLimitOptions } from "./options.ts";

const rateLimit: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "rate-limit",
  config: optionsSchema,
  wants: [Principal, Limits],
  setup: createPasses,
});
export default rateLimit;
