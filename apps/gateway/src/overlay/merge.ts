/** Merges the config file and what was made by API into one list of providers, and what may be shown of them. */
import { type GatewayConfig, judgeProvider, type ProviderConfig } from "@headgate/config";
import { catalogue } from "@headgate/providers";
import { isPrivateAddress, keyFault } from "@headgate/upstream";
import type { DraftFault, ProviderFacts } from "@headgate/words";
import { maskOf, ofFile, type Opened, openHeaders, openKey } from "./opened.ts";
import { OverlayError, type OverlayFault } from "./overlay-error.ts";
import type { Snapshot, StoredKey } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

/** Something that is stored and does not count. */
export interface Shadowed {
  readonly provider: string;
  /** Absent: the whole provider. */
  readonly key?: string | undefined;
  readonly why: string;
}

export interface Merged {
  readonly config: GatewayConfig;
  readonly facts: readonly ProviderFacts[];
  readonly shadowed: readonly Shadowed[];
}

/** Rejects with an OverlayError. */
export async function merge(
  config: GatewayConfig,
  { providers, keys }: Snapshot,
  vault: Vault,
  dialects: readonly { readonly name: string }[],
): Promise<Merged> {
  const merged: Record<string, ProviderConfig> = {};
  const facts: ProviderFacts[] = [];
  const shadowed: Shadowed[] = [];
  const faults: OverlayFault[] = [];
  const ofProvider = (of: StoredKey["of"], name: string): readonly StoredKey[] =>
    keys.filter((key) => key.of === of && key.provider === name);
  const take = (
    name: string,
    raw: object,
    owner: ProviderFacts["owner"],
    headers: object | undefined,
    opened: Opened[],
    own = 0,
  ): void => {
    const { provider, issues } = judgeProvider(name, { ...raw, keys: opened.map(({ key }) => key) }, catalogue);
    const wrong = [
      ...issues,
      ...(provider ? [...(owner === "api" ? misplaced(provider, dialects) : []), ...wrongKeys(provider, own)] : []),
    ];
    const unread = opened.flatMap(({ fault }, i) => (fault ? [{ path: `keys[${i}].value`, ...fault }] : []));
    for (const { path, found, expected } of [...unread, ...wrong]) {
      const key = opened[Number(/^keys\[(\d+)\]/.exec(path)?.[1])]?.facts.name;
      faults.push({ provider: name, key, path, found, expected });
    }
    if (!provider) return;
    const { keys: judged, ...settings } = provider;
    merged[name] = { ...provider, keys: judged.filter((_, i) => opened[i]!.facts.enabled) };
    facts.push({
      name,
      owner,
      settings: { ...settings, ...(headers && { headers }) },
      keys: opened.map(({ facts: known }) => known),
    });
  };

  for (const [name, provider] of Object.entries(config.providers)) {
    const own = provider.keys.map(ofFile);
    const added: Opened[] = [];
    for (const key of ofProvider("file", name)) {
      const opened = await openKey(key, vault);
      const same = own.some(({ key: { name: taken } }) => taken === key.name);
      const again = own.some(({ key: { value } }) => value === opened.key.value);
      if (!same && !again) added.push(opened);
      else shadowed.push({ provider: name, key: key.name, why: `the config file has a key of that ${same ? "name" : "value"}` });
    }
    const headers = Object.entries(provider.headers ?? {}).map(([header, value]) => [header, maskOf(value)]);
    take(name, provider, "file", provider.headers && Object.fromEntries(headers), [...own, ...added], own.length);
  }
  for (const stored of providers) {
    const { name, settings } = stored;
    if (Object.hasOwn(config.providers, name)) {
      shadowed.push({ provider: name, why: "the config file has a provider of that name" });
      continue;
    }
    const headers = await openHeaders(stored, vault);
    faults.push(...headers.faults.map((fault) => ({ provider: name, ...fault })));
    const opened = await Promise.all(ofProvider("api", name).map((key) => openKey(key, vault)));
    const has = Object.keys(stored.headers).length > 0;
    take(name, { ...settings, ...(has && { headers: headers.values }) }, "api", has ? headers.masks : undefined, opened);
  }
  for (const { provider, of, name: key } of keys) {
    if (of === "file" && !Object.hasOwn(config.providers, provider))
      shadowed.push({ provider, key, why: "it was made for a provider of the config file, which no longer has it" });
  }
  if (faults.length > 0) throw new OverlayError(faults);
  return { config: { ...config, providers: merged }, facts, shadowed };
}

/** What the upstream would throw, reported together with everything else. */
function misplaced(provider: ProviderConfig, dialects: readonly { readonly name: string }[]): readonly DraftFault[] {
  const { baseUrl, dialect, allowPrivateNetwork } = provider;
  const { hostname } = new URL(baseUrl);
  const faults: DraftFault[] = [];
  const known = dialects.map(({ name }) => name);
  if (!known.includes(dialect)) {
    faults.push({ path: "dialect", found: JSON.stringify(dialect.slice(0, 60)), expected: `one of ${known.join(", ")}` });
  }
  if (!allowPrivateNetwork && isPrivateAddress(hostname)) {
    faults.push({ path: "baseUrl", found: `the private address ${hostname}`, expected: "a public one, or allowPrivateNetwork" });
  }
  return faults;
}

/** Of those behind the file's own: for these the file is to be mended. */
function wrongKeys(provider: ProviderConfig, own: number): readonly DraftFault[] {
  return provider.keys.flatMap(({ value }, i) => {
    const fault = i < own ? undefined : keyFault(provider.signature, value, provider);
    return fault ? [{ path: `keys[${i}].value`, ...fault }] : [];
  });
}
