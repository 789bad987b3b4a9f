/** Which providers and keys there are, whose each is, and how those that are not the config file's are changed. */
import { service, type Service } from "@headgate/core";

/** The config file's: only a change of the file changes it. The API's: kept in the database. */
export type Owner = "file" | "api";

export interface ProviderFacts {
  readonly name: string;
  readonly owner: Owner;
  /** As a config file says it, with its defaults and without its keys; every value of `headers` is a mask or a reference. */
  readonly settings: Readonly<Record<string, unknown>> & { readonly dialect: string; readonly baseUrl: string };
  /** In the order they are tried; those that are not enabled too. */
  readonly keys: readonly KeyFacts[];
}

export interface KeyFacts {
  /** Unique within its provider. */
  readonly name: string;
  readonly owner: Owner;
  /** A mask, or the reference that stands in its place: `env.NAME`. */
  readonly value: string;
  readonly enabled: boolean;
  readonly weight?: number | undefined;
  /** Absent: every model of its provider. */
  readonly models?: readonly string[] | undefined;
  /** Calls at a time; absent: no limit. */
  readonly concurrency?: number | undefined;
}

/** What somebody asks for, as a config file would say it; not yet judged. `keys` are `KeyDraft`s. */
export type ProviderDraft = Readonly<Record<string, unknown>>;

/** A config file's key, and `enabled`. */
export type KeyDraft = Readonly<Record<string, unknown>>;

/** One fault of a draft. Such are the `details` of a refusal. */
export interface DraftFault {
  /** Where, in the draft: `timeouts.totalMs`, `keys[0].value`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * A write resolves once what it asked for serves in this process, and rejects with a RefusalError when nothing was changed: 400 with
 * every fault, 404, 409 for what is the file's or is there already, 503 where nothing can be kept right now.
 */
export interface ProviderSettings {
  /** Those of the file first. */
  list(): readonly ProviderFacts[];
  createProvider(name: string, draft: ProviderDraft): Promise<ProviderFacts>;
  /** Makes what is not there. Without `keys` its keys stay; a mask in place of a secret keeps that secret. */
  replaceProvider(name: string, draft: ProviderDraft): Promise<ProviderFacts>;
  deleteProvider(name: string): Promise<void>;
  /** Of the file's providers too: after the file's keys. */
  createKey(provider: string, draft: KeyDraft): Promise<KeyFacts>;
  /** What is undefined or not said stays; null is the default. */
  updateKey(provider: string, name: string, change: KeyDraft): Promise<KeyFacts>;
  deleteKey(provider: string, name: string): Promise<void>;
}

export const ProviderSettings: Service<ProviderSettings> = service<ProviderSettings>("provider-settings");
