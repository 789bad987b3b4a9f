/** The management API, for reading: what runs, with which providers, keys and options. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { GatewayFacts, Principal } from "@headgate/words";
import { z } from "zod";
import { gatewayRoutes } from "./gateway-routes.ts";
import { providerRoutes } from "./provider-routes.ts";

const optionsSchema: z.ZodType<Record<string, never>, Record<string, never>> = z.strictObject({});

const admin: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "admin",
  config: optionsSchema,
  needs: [Principal],
  setup(host) {
    let facts: GatewayFacts | undefined;
    return {
      routes: [...providerRoutes(host.providers), ...gatewayRoutes(() => facts)],
      start() {
        // Optional: undefined where nobody offers it.
        facts = host.ask(GatewayFacts);
      },
    };
  },
});
export default admin;
