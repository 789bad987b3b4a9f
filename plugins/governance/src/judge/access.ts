/** What a virtual key may reach. */
import type { Target } from "@headgate/core";
import type { ProviderConfig, VirtualKey } from "../model.ts";

/** What the rules say about a target: allowed, or which rule refuses. */
export type Access = "allowed" | "provider_blocked" | "model_blocked";

/** `denyByDefault`: a key without provider_configs reaches nothing instead of everything. */
export function accessOf(key: VirtualKey, { provider, model }: Target, denyByDefault: boolean): Access {
  const configs = key.provider_configs;
  if (configs.length === 0) return denyByDefault ? "provider_blocked" : "allowed";
  let known = false;
  for (const config of configs) {
    if (config.provider !== provider) continue;
    if (allows(config, model)) return "allowed";
    known = true;
  }
  return known ? "model_blocked" : "provider_blocked";
}

/** The part of a key's rules that applies to this target. */
export function configOf(key: VirtualKey | undefined, { provider, model }: Target): ProviderConfig | undefined {
  if (key) for (const config of key.provider_configs) if (config.provider === provider && allows(config, model)) return config;
  return undefined;
}

export function allows({ allowed_models }: ProviderConfig, model: string): boolean {
  return allowed_models.length === 0 || allowed_models.includes(model) || allowed_models.includes("*");
}
