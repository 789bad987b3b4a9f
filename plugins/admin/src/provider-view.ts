/** Providers and their keys as an admin sees them: copied field by field, so that no secret comes along. */
import type { Credential, Provider } from "@headgate/core";
import type { KeyFacts, ProviderFacts } from "@headgate/words";

/** A key within its provider, in Bifrost's shape. */
export interface KeyView {
  /** Its name, which is unique within its provider. */
  readonly id: string;
  readonly name: string;
  /** Its mask or its reference, never the secret. */
  readonly value: string;
  /** Empty: every model of its provider. */
  readonly models: readonly string[];
  readonly weight: number;
  /** Calls at a time; null: no limit. */
  readonly concurrency: number | null;
  /** Absent if the gateway does not report it. */
  readonly enabled?: boolean;
  /** Who may change it: the config file, or this API. */
  readonly owner?: KeyFacts["owner"];
}

/** A key among those of all providers. */
export interface ListedKey extends Omit<KeyView, "id"> {
  readonly key_id: string;
  readonly provider: string;
}

/** In Bifrost's shape, as far as a plugin may know a provider. */
export interface ProviderView extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly dialect: string;
  readonly origin: string;
  /** In the config's order. */
  readonly keys: readonly KeyView[];
  /** Absent: any model under its prefix. */
  readonly models?: readonly string[] | undefined;
  readonly provider_status: "active";
}

/** For a gateway that reports no more than every plugin may know. */
export function briefly({ name, dialect, origin, models, credentials }: Provider): ProviderView {
  return { name, dialect, origin, keys: credentials.map(ofCredential), models, provider_status: "active" };
}

export function providerView({ name, owner, settings, keys }: ProviderFacts): ProviderView {
  const { dialect, baseUrl, models, headers, timeouts, concurrency, allowPrivateNetwork, proxy, ca, ...more } = settings;
  const { totalMs, ...timers } = timeouts as { readonly totalMs: number };
  return {
    name,
    owner,
    dialect,
    origin: new URL(baseUrl).origin,
    keys: keys.map(keyView),
    models: models as readonly string[] | undefined,
    network_config: {
      base_url: baseUrl,
      extra_headers: headers ?? {},
      default_request_timeout_in_seconds: totalMs / 1000,
      allow_private_network: allowPrivateNetwork,
      ...(ca !== undefined && { ca_cert_pem: ca }),
    },
    ...(proxy !== undefined && { proxy_config: { type: "http", url: proxy } }),
    concurrency_and_buffer_size: { concurrency },
    timeouts: timers,
    ...more,
    provider_status: "active",
  };
}

export function keyView({ name, value, models = [], weight = 1, concurrency, enabled, owner }: KeyFacts): KeyView {
  return { id: name, name, value, models, weight, concurrency: concurrency ?? null, enabled, owner };
}

export function listedKeys({ name: provider, keys }: ProviderView): readonly ListedKey[] {
  return keys.map(({ id, ...key }) => ({ key_id: id, ...key, provider }));
}

function ofCredential({ name, mask, models = [], weight = 1, concurrency }: Credential): KeyView {
  return { id: name, name, value: mask, models, weight, concurrency: concurrency ?? null };
}
