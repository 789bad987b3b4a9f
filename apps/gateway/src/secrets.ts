/** Every secret string of a configuration, for the log to conceal. */
import type { GatewayConfig } from "@headgate/config";
import type { PluginUse } from "@headgate/core";
import { secretParts } from "@headgate/upstream";

/** `uses` are the plugins as they came to be, with what was added to their options. */
export function secretsOf(
  { server, providers, plugins, state }: GatewayConfig,
  uses: readonly PluginUse[] = [],
): readonly string[] {
  const found = [
    ...Object.values(providers).flatMap(({ keys, headers, signature }) => [
      ...keys.flatMap(({ value }) => secretParts(signature, value)),
      ...Object.values(headers ?? {}),
    ]),
    ...(server.encryptionKey === undefined ? [] : [server.encryptionKey]),
    ...values(plugins),
    ...uses.flatMap(({ options }) => values(options)),
    ...[state.redisUrl, state.postgresUrl].flatMap((url) => (url === undefined ? [] : passwordOf(url))),
  ];
  return [...new Set(found)];
}

/** Options of plugins are theirs to define: whatever is called value, secret, token or password in them is a secret. */
function values(within: unknown): string[] {
  if (typeof within !== "object" || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) =>
    typeof value === "string" && /^(?:value|secret|token|password|key)$/i.test(name) ? [value] : values(value),
  );
}

/** As written and as meant: a message may show either. */
function passwordOf(url: string): string[] {
  const { password } = new URL(url);
  return password === "" ? [] : [password, decodeURIComponent(password)];
}
