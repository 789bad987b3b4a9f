/** What is running, for plugins that show it. */
import { type Described, service, type Service } from "@headgate/core";

export interface GatewayFacts {
  /** In list order, outermost first. */
  plugins(): readonly Described[];
  /** The config in effect, with every secret masked: plain JSON. */
  config(): object;
}

export const GatewayFacts: Service<GatewayFacts> = service<GatewayFacts>("gateway-facts");
