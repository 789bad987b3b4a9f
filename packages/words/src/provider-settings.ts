/** Which providers and keys there are, who owns each, and how those that the config file does not own are changed. */
import { service, type Service } from "@headgate/core";

/** "file": changed only by changing the config file. "api": kept in the database. */
export type Owner = "file" | "api";

export interface ProviderFacts {
  readonly name: string;
  readonly owner: Owner;
  /** As in a config file, with defaults and without keys; every value of `headers` is a mask or a reference. */
  readonly settings: Readonly<Record<string, unknown>> & { readonly dialect: string; readonly baseUrl: string };
  /** In the order they are tried, including those that are not enabled. */
  readonly keys: readonly KeyFacts[];
}

export interface KeyFacts {
  /** Unique within its provider. */
  readonly name: string;
  readonly owner: Owner;
  /** A mask, or the reference to it: `env.NAME`. */
  readonly value: string;
  readonly enabled: boolean;
  readonly weight?: number | undefined;
  /** Absent: every model of its provider. */
  readonly models?: readonly string[] | undefined;
  /** Maximum calls at a time; absent: no limit. */
  readonly concurrency?: number | undefined;
}

/** A requested provider, as a config file would have it; not yet checked. `keys` are `KeyDraft`s. */
export type ProviderDraft = Readonly<Record<string, unknown>>;

/** A key as in a config file, with `enabled`. */
export type KeyDraft = Readonly<Record<string, unknown>>;

/** One fault of a draft: one of the `details` of a refusal. */
export interface DraftFault {
  /** Its place in the draft: `timeouts.totalMs`, `keys[0].value`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * A write resolves once the change is in effect in this process, and rejects with a RefusalError if nothing was changed: 400 with
 * every fault, 404, 409 for what the file owns or what exists already, 503 where nothing can be stored right now.
 */
export interface ProviderSettings {
  /** Those of the config file first. */
  list(): readonly ProviderFacts[];
  createProvider(name: string, draft: ProviderDraft): Promise<ProviderFacts>;
  /** Creates the provider if it does not exist. Without `keys` its keys stay; a mask in place of a secret keeps that secret. */
  replaceProvider(name: string, draft: ProviderDraft): Promise<ProviderFacts>;
  deleteProvider(name: string): Promise<void>;
  /** Also for a provider of the config file: its keys come first. */
  createKey(provider: string, draft: KeyDraft): Promise<KeyFacts>;
  /** What is undefined or missing stays as it is; null restores the default. */
  updateKey(provider: string, name: string, change: KeyDraft): Promise<KeyFacts>;
  deleteKey(provider: string, name: string): Promise<void>;
}

export const ProviderSettings: Service<ProviderSettings> = service<ProviderSettings>("provider-settings");
