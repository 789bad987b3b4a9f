/** The gateway's own routes, as the last plugin of every list: health, and the models that can be asked for. */
import { definePlugin, reply, type Reply, type Route } from "@headgate/core";
import { GatewayFacts, MayUse, ProviderSettings, RequestRules, ResidentMemory } from "@headgate/words";
import { z } from "zod";
import { modelRoutes } from "./models.ts";

export interface Health {
  /** True while the process drains: load balancers look elsewhere. */
  draining: boolean;
}

/**
 * `facts` is what the gateway tells of itself to those who show it, `settings` how its providers are changed, where they can be. `hear`
 * is told the rules of whoever judges requests, when there is somebody.
 */
export function gatewayRoutes(
  health: Health,
  startedAt: number,
  facts: GatewayFacts,
  settings: ProviderSettings | undefined,
  hear: (rules: RequestRules | undefined) => void,
): ReturnType<ReturnType<typeof definePlugin>> {
  const plugin = definePlugin({
    api: 1,
    name: "gateway-routes",
    config: z.strictObject({}),
    offers: [GatewayFacts, ResidentMemory, ...(settings ? [ProviderSettings] : [])],
    setup(host) {
      host.offer(GatewayFacts, facts);
      host.offer(ResidentMemory, () => process.memoryUsage.rss());
      if (settings) host.offer(ProviderSettings, settings);
      let mayUse: MayUse = () => true;
      const created = Math.floor(startedAt / 1000);
      return {
        routes: [...healthRoutes(health), ...modelRoutes(host.providers, created, (x, target) => mayUse(x, target))],
        start() {
          hear(host.ask(RequestRules));
          mayUse = host.ask(MayUse) ?? mayUse;
        },
      };
    },
  });
  return plugin({});
}

function healthRoutes(health: Health): readonly Route[] {
  const ok = { status: "ok", components: { db_pings: "disabled" } };
  const ready = (): Reply => (health.draining ? json({ status: "draining" }, 503) : json(ok));
  return [get("/health", () => json(ok)), get("/health/live", () => json(ok)), get("/health/ready", ready)];
}

function get(path: string, handle: () => Reply): Route {
  return { method: "GET", path, access: "public", handle };
}

function json(value: object, status = 200): Reply {
  return reply({ status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
}
