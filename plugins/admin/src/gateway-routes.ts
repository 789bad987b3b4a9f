/** The routes about the gateway itself. */
import type { Route } from "@headgate/core";
import { adminRoute } from "@headgate/management";
import { type AskFacts, known } from "./facts.ts";
import { pluginView } from "./plugin-view.ts";

export function gatewayRoutes(facts: AskFacts): readonly Route[] {
  return [
    adminRoute("GET", "/api/plugins", undefined, () => {
      const plugins = known(facts()).plugins().map(pluginView);
      return { plugins, count: plugins.length };
    }),
    adminRoute("GET", "/api/config", undefined, () => known(facts()).config()),
  ];
}
