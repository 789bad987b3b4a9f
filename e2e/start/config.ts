/** The parts that the configs of the suites have in common. */
import type { GatewayConfigInput } from "@headgate/config";

type Provider = NonNullable<GatewayConfigInput["providers"]>[string];

export const clientKey = "client-key-of-the-tests";
export const providerKey = "sk-provider-key-of-the-tests-0123456789";

/** A provider on this machine, with a key. */
export function localProvider({ url }: { readonly url: string }, more: Partial<Provider> = {}): Provider {
  return { baseUrl: `${url}/v1`, allowPrivateNetwork: true, keys: [{ name: "k0", value: providerKey }], ...more };
}

export function auth(): ["@headgate/plugin-auth", object] {
  return ["@headgate/plugin-auth", { keys: [{ name: "tests", value: clientKey }] }];
}

export function fallback(chains: Record<string, string[]> = {}): ["@headgate/plugin-fallback", object] {
  return ["@headgate/plugin-fallback", { chains }];
}
