/** Keeps a session with the provider and key that served it. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Prefer, Principal, Targets } from "@headgate/words";
import { createBindings } from "./bindings.ts";
import { createLayer } from "./layer.ts";
import { optionsSchema } from "./options.ts";
import { createReach } from "./reach.ts";
import { createReadSession } from "./session.ts";
import { parseTtl } from "./ttl.ts";

export type { SessionStickyOptions } from "./options.ts";

const sessionSticky: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "session-sticky",
  config: optionsSchema,
  wants: [Principal, Targets],
  gives: [Prefer],
  setup(host, options) {
    const readSession = createReadSession(options);
    const bindings = createBindings(host);
    const reaches = createReach(host.providers);
    const { ttlMs, maxTtlMs } = options;
    return {
      around: createLayer({
        readSession,
        bindings,
        reaches,
        ttlOf({ headers }) {
          const asked = headers["x-bf-session-ttl"];
          return Math.min((asked && parseTtl(asked)) || ttlMs, maxTtlMs);
        },
      }),
    };
  },
});
export default sessionSticky;
