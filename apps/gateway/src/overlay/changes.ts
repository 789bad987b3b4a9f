/** What each write makes of what is stored. */
import type { GatewayConfig } from "@headgate/config";
import type { DraftFault, KeyDraft, ProviderDraft } from "@headgate/words";
import { headersOf, keysOf } from "./drafts.ts";
import { exists, invalid, notFound, ofTheFile } from "./refusals.ts";
import type { Snapshot, StoredKey, StoredProvider } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/** What a write begins from. */
export interface Standing {
  /** The file's. */
  readonly config: GatewayConfig;
  /** The config file, as users know it. */
  readonly file: string;
  readonly snapshot: Snapshot;
  readonly vault: Vault;
}

/** Rejects with a RefusalError. */
export type Change = (standing: Standing) => Promise<Snapshot>;

export function putProvider(name: string, draft: ProviderDraft, isNew: boolean): Change {
  return async ({ config, file, snapshot, vault }) => {
    const { providers, keys } = snapshot;
    const before = providers.find((each) => each.name === name);
    if (Object.hasOwn(config.providers, name)) throw isNew ? exists("Provider", name) : ofTheFile("Provider", name, file);
    if (before && isNew) throw exists("Provider", name);
    const faults: DraftFault[] = [];
    const { keys: keyDrafts, headers: headerDrafts, ...settings } = draft;
    if (name.length > longest) faults.push({ path: "name", found: `${name.length} characters`, expected: `${longest} at most` });
    const headers = await headersOf(name, headerDrafts, before, vault, faults);
    const own = (key: StoredKey): boolean => key.provider === name && key.of === "api";
    const replaced = keyDrafts === undefined ? keys.filter(own) : await keysOf(name, keyDrafts, keys.filter(own), vault, faults);
    if (faults.length > 0) throw invalid(faults);
    const next: StoredProvider = { name, settings, headers };
    return {
      providers: before ? providers.map((each) => (each === before ? next : each)) : [...providers, next],
      keys: [...keys.filter((key) => !own(key)), ...replaced],
    };
  };
}

export function dropProvider(name: string): Change {
  return async ({ config, file, snapshot: { providers, keys } }) => {
    if (Object.hasOwn(config.providers, name)) throw ofTheFile("Provider", name, file);
    if (!providers.some((each) => each.name === name)) throw notFound("Provider");
    return {
      providers: providers.filter((each) => each.name !== name),
      keys: keys.filter((key) => key.provider !== name || key.of !== "api"),
    };
  };
}

export function addKey(provider: string, draft: KeyDraft): Change {
  return async ({ config, snapshot, vault }) => {
    const of = ownerOf(provider, config, snapshot);
    if (of === undefined) throw notFound("Provider");
    const name = String(draft["name"]);
    const inFile = of === "file" && config.providers[provider]!.keys.some((key) => key.name === name);
    if (inFile || snapshot.keys.some((key) => isKey(key, of, provider, name))) throw exists("Key", name);
    const made = await oneKey(provider, of, draft, undefined, vault);
    return { ...snapshot, keys: [...snapshot.keys, made] };
  };
}

export function changeKey(provider: string, name: string, change: KeyDraft): Change {
  return async ({ config, file, snapshot, vault }) => {
    const of = ownerOf(provider, config, snapshot);
    if (of === undefined) throw notFound("Provider");
    if (of === "file" && config.providers[provider]!.keys.some((key) => key.name === name)) throw ofTheFile("Key", name, file);
    const before = snapshot.keys.find((key) => isKey(key, of, provider, name));
    if (!before) throw notFound("Key");
    const { name: renamed = name } = change;
    if (renamed !== name)
      throw invalid([{ path: "name", found: "another name", expected: "its own, or none: it is the key's id" }]);
    const said = Object.entries(change).filter(([, value]) => value !== undefined);
    const draft = { enabled: before.enabled, ...before.limits, ...Object.fromEntries(said), name };
    const next = await oneKey(provider, of, draft, before, vault);
    return { ...snapshot, keys: snapshot.keys.map((key) => (key === before ? next : key)) };
  };
}

/** Also one that does not count: else nobody could be rid of it. */
export function dropKey(provider: string, name: string): Change {
  return async ({ config, file, snapshot }) => {
    const { keys } = snapshot;
    const of = ownerOf(provider, config, snapshot) ?? "file";
    if (keys.some((key) => isKey(key, of, provider, name))) {
      return { ...snapshot, keys: keys.filter((key) => !isKey(key, of, provider, name)) };
    }
    const inFile = Object.hasOwn(config.providers, provider) && config.providers[provider]!.keys.some((key) => key.name === name);
    throw inFile ? ofTheFile("Key", name, file) : notFound(ownerOf(provider, config, snapshot) ? "Key" : "Provider");
  };
}

const longest = 100;

function ownerOf(provider: string, config: GatewayConfig, { providers }: Snapshot): StoredKey["of"] | undefined {
  if (Object.hasOwn(config.providers, provider)) return "file";
  return providers.some(({ name }) => name === provider) ? "api" : undefined;
}

function isKey(key: StoredKey, of: StoredKey["of"], provider: string, name: string): boolean {
  return key.of === of && key.provider === provider && key.name === name;
}

async function oneKey(
  provider: string,
  of: StoredKey["of"],
  draft: KeyDraft,
  before: StoredKey | undefined,
  vault: Vault,
): Promise<StoredKey> {
  const faults: DraftFault[] = [];
  const [made] = await keysOf(provider, [draft], before ? [before] : [], vault, faults, of);
  if (!made || faults.length > 0) throw invalid(faults.map((fault) => ({ ...fault, path: fault.path.replace("keys[0].", "") })));
  return made;
}
