/** The config as it counts, for people to look at: plain JSON without a secret. */
import type { GatewayConfig } from "@headgate/config";
import type { PluginUse } from "@headgate/core";
import { secretsOf } from "./secrets.ts";

const mask = "***";

export function masked(config: GatewayConfig, plugins: readonly PluginUse[]): object {
  const uses = plugins.map(({ name, spec, options, onError, deadlineMs }) => ({
    name,
    plugin: spec.name,
    options,
    onError,
    deadlineMs,
  }));
  const secrets = secretsOf(config, plugins);
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return hidden(value, secrets);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk({ ...config, plugins: uses }) as object;
}

/** A secret may stand inside of something longer, such as a URL; a very short one would be found everywhere. */
function hidden(text: string, secrets: readonly string[]): string {
  if (secrets.includes(text)) return mask;
  return secrets.filter(({ length }) => length >= 8).reduce((shown, secret) => shown.replaceAll(secret, mask), text);
}
