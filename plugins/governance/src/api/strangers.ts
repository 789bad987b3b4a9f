/** Warns of providers and keys that a draft names and this gateway does not have: allowed, because the config may follow. */
import type { Providers } from "@headgate/core";

interface Naming {
  readonly provider?: string | null | undefined;
  readonly key_ids?: readonly string[] | null | undefined;
  readonly key_id?: string | undefined;
}

/** `at` is the field of the list that holds them; empty: they are the body itself. */
export function strangers(named: readonly Naming[], at: string, providers: Providers): readonly string[] {
  return named.flatMap(({ provider: name, key_ids, key_id }, i) => {
    if (name === undefined || name === null) return [];
    const place = at ? `${at}.${i}.` : "";
    const provider = providers.get(name);
    if (!provider) return [`${place}provider: this gateway has no provider ${name}`];
    const keys = [...(key_ids ?? []), ...(key_id === undefined ? [] : [key_id])];
    const unknown = keys.filter((key) => provider.credentials.every((credential) => credential.name !== key));
    return unknown.map((key) => `${place}${key_id === undefined ? "key_ids" : "key_id"}: ${name} has no key ${key}`);
  });
}
