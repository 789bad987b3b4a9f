/** Providers and their keys as an admin sees them: field by field, so that nothing secret comes along. */
import type { Credential, Provider } from "@headgate/core";

/** A key within its provider, in Bifrost's shape. */
export interface KeyView {
  /** Its name, which is unique within its provider. */
  readonly id: string;
  readonly name: string;
  /** Its mask, never the secret. */
  readonly value: string;
  /** Empty: every model of its provider. */
  readonly models: readonly string[];
  readonly weight: number;
  /** Calls at a time; null: no limit. */
  readonly concurrency: number | null;
}

/** A key among those of all providers. */
export interface ListedKey extends Omit<KeyView, "id"> {
  readonly key_id: string;
  readonly provider: string;
}

/** In Bifrost's shape, as far as a plugin may know a provider. */
export interface ProviderView {
  readonly name: string;
  readonly dialect: string;
  readonly origin: string;
  /** In the config's order. */
  readonly keys: readonly KeyView[];
  /** Absent: any model under its prefix. */
  readonly models?: readonly string[] | undefined;
  readonly provider_status: "active";
}

export function providerView(provider: Provider): ProviderView {
  const { name, dialect, origin, models } = provider;
  return { name, dialect, origin, keys: keyViews(provider), models, provider_status: "active" };
}

export function keyViews({ credentials }: Provider): readonly KeyView[] {
  return credentials.map((key) => ({ id: key.name, ...factsOf(key) }));
}

export function listedKeys(provider: Provider): readonly ListedKey[] {
  return provider.credentials.map((key) => ({ key_id: key.name, ...factsOf(key), provider: provider.name }));
}

function factsOf({ name, mask, models = [], weight = 1, concurrency }: Credential): Omit<KeyView, "id"> {
  return { name, value: mask, models, weight, concurrency: concurrency ?? null };
}
