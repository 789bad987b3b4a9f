/** For a `headgate.config.ts` and for programs that embed the gateway. */
export { defineGateway, env } from "@headgate/config";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { systemClock } from "./clock.ts";
