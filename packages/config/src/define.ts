/** For headgate.config.ts: types while you write, and references that are resolved only when the file is loaded. */
import type { GatewayConfigInput } from "./schema.ts";

export function defineGateway(config: GatewayConfigInput): GatewayConfigInput {
  return config;
}

/** A reference, not the value: an unset variable is then reported with the place that needs it. */
export function env(name: string): string {
  return `env.${name}`;
}
