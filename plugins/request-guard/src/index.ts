/** Judges requests before they cost anything: ranges, lengths, fields that a model does not take, all faults at once. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { createMemoryGuard } from "./memory.ts";
import { createJudges } from "./models.ts";
import { optionsSchema } from "./options.ts";

export type { GuardRules, InputRules, Range, RequestGuardOptions } from "./options.ts";

const requestGuard: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "request-guard",
  config: optionsSchema,
  setup(host, options) {
    const judgeFor = createJudges(options);
    const { maxResidentMegabytes: most } = options;
    const memory = most === undefined ? undefined : createMemoryGuard(host, most);
    return {
      pre(x, call) {
        if (!x.inference) return undefined;
        return memory?.judge() ?? judgeFor(x, call)(x.operation, x.body);
      },
      start: () => memory?.start(),
    };
  },
});
export default requestGuard;
