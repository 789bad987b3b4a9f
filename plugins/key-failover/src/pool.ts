/** A provider's keys, each with the name under which all replicas keep its state. */
import { createHash } from "node:crypto";
import type { Credential, Provider, Providers } from "@headgate/core";

export interface PoolKey {
  /** Its name in the store; another secret under the same name has another id, so it starts without marks. */
  readonly id: string;
  readonly credential: Credential;
}

/** In config order, never empty. */
export type Pool = readonly PoolKey[];

/** Finds a provider's pool; a provider without keys of its own has none. */
export function createPools(providers: Providers): ReadonlyMap<string, Pool> {
  const withKeys = providers.list().filter(({ credentials }) => credentials.length > 0);
  return new Map(withKeys.map((provider) => [provider.name, poolOf(provider)]));
}

export function serves({ credential: { models } }: PoolKey, model: string): boolean {
  return models === undefined || models.includes(model);
}

function poolOf({ name, origin, credentials }: Provider): Pool {
  return credentials.map((credential) => ({
    id: `key-failover:${name}:${credential.name}:${fingerprint(credential.reveal(origin))}`,
    credential,
  }));
}

/** Enough to tell two secrets apart, too little to learn anything of either. */
function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 16);
}
