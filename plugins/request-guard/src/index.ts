/** Checks requests before they cost anything: ranges, lengths, fields that a model does not accept. All faults are reported at once. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { RequestRules } from "@headgate/words";
import { refusalOf } from "./faults.ts";
import { createMemoryGuard } from "./memory.ts";
import { createModelJudge } from "./models.ts";
import { optionsSchema } from "./options.ts";

export type { GuardRules, InputRules, Range, RequestGuardOptions } from "./options.ts";

const requestGuard: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "request-guard",
  config: optionsSchema,
  offers: [RequestRules],
  setup(host, options) {
    const judge = createModelJudge(options);
    const { maxResidentMegabytes: most } = options;
    const memory = most === undefined ? undefined : createMemoryGuard(host, most);
    host.offer(RequestRules, (operation, call) => judge(operation, call.body, call) ?? []);
    return {
      pre(x, call) {
        if (!x.inference) return undefined;
        const crowded = memory?.judge();
        if (crowded) return crowded;
        const faults = judge(x.operation, x.body, call);
        return faults && refusalOf(faults);
      },
      start: () => memory?.start(),
    };
  },
});
export default requestGuard;
