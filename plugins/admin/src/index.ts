/** The management API: shows what runs, with which providers, keys and options, and changes what the config file does not own. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { GatewayFacts, Principal, ProviderSettings } from "@headgate/words";
import { z } from "zod";
import { gatewayRoutes } from "./gateway-routes.ts";
import { openApiRoute } from "./openapi/route.ts";
import { providerRoutes } from "./provider-routes.ts";
import { providerWrites } from "./provider-writes.ts";

const optionsSchema: z.ZodType<Record<string, never>, Record<string, never>> = z.strictObject({});

const admin: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "admin",
  config: optionsSchema,
  needs: [Principal],
  setup(host) {
    let facts: GatewayFacts | undefined;
    let settings: ProviderSettings | undefined;
    return {
      routes: [
        ...providerRoutes(host.providers, () => settings),
        ...providerWrites(() => settings),
        ...gatewayRoutes(() => facts),
        openApiRoute(() => facts),
      ],
      start() {
        facts = host.ask(GatewayFacts);
        settings = host.ask(ProviderSettings);
      },
    };
  },
});
export default admin;
