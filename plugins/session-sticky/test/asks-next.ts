/** Somebody further in who asks the next target when one fails: which plugin that is, is none of a session's business. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Targets } from "@headgate/words";
import { z } from "zod";

const options: z.ZodType<object, object> = z.strictObject({});

export const asksNext: PluginFactory<typeof options> = definePlugin({
  api: 1,
  name: "asks-next",
  config: options,
  wants: [Targets],
  setup: ({ providers }) => ({
    around: (send) => async (x, call) => {
      let reply = await send(x, call);
      for (const target of x.get(Targets) ?? providers.resolve("fast")) {
        if (!reply.error) break;
        if (target.provider === call.provider) continue;
        reply.discard();
        reply = await send(x, { ...call, ...target });
      }
      return reply;
    },
  }),
});
