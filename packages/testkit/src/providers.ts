/** Providers for tests: names, dialects, models and keys, without a config file. */
import { inspect } from "node:util";
import type { Credential, Provider, Providers, Target } from "@headgate/core";

export interface ProviderInit {
  readonly name: string;
  readonly dialect: string;
  /** `https://<name>.test` when absent. */
  readonly origin?: string;
  readonly models?: readonly string[];
  /** Names of keys whose secret is `secret-of-<name>`, or whole credentials. */
  readonly credentials?: readonly (string | Credential)[];
  /** Whether clients may bring a key of their own. */
  readonly byok?: boolean;
}

export function providersOf(
  inits: readonly ProviderInit[],
  aliases: Readonly<Record<string, readonly Target[]>> = {},
): Providers {
  const list = inits.map(providerOf);
  return {
    get: (name) => list.find((provider) => provider.name === name),
    list: () => list,
    aliases: () => Object.keys(aliases),
    resolve(model) {
      if (Object.hasOwn(aliases, model)) return aliases[model]!;
      const prefixed = list.find(({ name }) => model.startsWith(`${name}/`));
      if (prefixed) return [{ provider: prefixed.name, model: model.slice(prefixed.name.length + 1) }];
      return list.filter(({ models }) => models?.includes(model)).map(({ name }) => ({ provider: name, model }));
    },
  };
}

/** A credential that reveals its secret only to its own origins. */
export function credentialOf(
  name: string,
  secret: string,
  origins: readonly string[],
  owner: Credential["owner"] = "gateway",
): Credential {
  const mask = `[${name}]`;
  const hidden = { toString: () => mask, toJSON: () => mask, [inspect.custom]: () => mask };
  const reveal = (origin: string): string => {
    if (!origins.includes(origin)) throw new Error(`${mask} may not be sent to ${origin}`);
    return secret;
  };
  return { ...hidden, name, owner, origins, mask, reveal };
}

function providerOf({ name, dialect, origin = `https://${name}.test`, models, credentials = [], byok }: ProviderInit): Provider {
  const keys = credentials.map((it) => (typeof it === "string" ? credentialOf(it, `secret-of-${it}`, [origin]) : it));
  const callerCredential = byok ? (secret: string) => credentialOf("caller", secret, [origin], "caller") : undefined;
  return { name, dialect, origin, models, credentials: keys, callerCredential };
}
