/** What runs, for those who show it. */
import { type Described, service, type Service } from "@headgate/core";

export interface GatewayFacts {
  /** In their order, outermost first. */
  plugins(): readonly Described[];
  /** The config as it counts, with every secret masked: plain JSON. */
  config(): object;
}

export const GatewayFacts: Service<GatewayFacts> = service<GatewayFacts>("gateway-facts");
