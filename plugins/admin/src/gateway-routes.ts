/** The routes about the gateway itself, told by whoever offers its facts. */
import { type Refusal, refuse, type Route } from "@headgate/core";
import type { GatewayFacts } from "@headgate/words";
import { adminRoute, json } from "./answer.ts";
import { pluginView } from "./plugin-view.ts";

/** `facts` is asked anew each time: it is known only once everything is set up. */
export function gatewayRoutes(facts: () => GatewayFacts | undefined): readonly Route[] {
  const told = (path: string, show: (facts: GatewayFacts) => object): Route =>
    adminRoute(path, () => {
      const known = facts();
      return known ? json(show(known)) : untold();
    });
  return [
    told("/plugins", (known) => {
      const plugins = known.plugins().map(pluginView);
      return { plugins, count: plugins.length };
    }),
    told("/config", (known) => known.config()),
  ];
}

function untold(): Refusal {
  const message = 'this gateway does not tell what it runs: no plugin offers "gateway-facts"';
  return refuse({ code: "facts_unavailable", status: 503, message, type: "server_error" });
}
