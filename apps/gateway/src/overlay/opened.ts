/** Keys and headers with their secrets, for calls, and what may be shown of each. */
import type { ProviderConfig } from "@headgate/config";
import { createCredential } from "@headgate/upstream";
import type { DraftFault, KeyFacts } from "@headgate/words";
import type { StoredKey, StoredProvider } from "./snapshot.ts";
import { isReference, placeOfHeader, placeOfKey, type Vault } from "./vault.ts";

/** A key with its value, for calls; its facts, to show. */
export interface Opened {
  readonly key: { readonly name: string; readonly value: string };
  readonly facts: KeyFacts;
  readonly fault?: { readonly found: string; readonly expected: string } | undefined;
}

export interface OpenedHeaders {
  readonly values: Readonly<Record<string, string>>;
  readonly masks: Readonly<Record<string, string>>;
  readonly faults: readonly DraftFault[];
}

const usable = "a secret that can be read";

export function ofFile(key: ProviderConfig["keys"][number]): Opened {
  const { value, ...rest } = key;
  return { key, facts: { ...rest, owner: "file", value: maskOf(value), enabled: true } };
}

export async function openKey(stored: StoredKey, vault: Vault): Promise<Opened> {
  const { name, secret, enabled, limits } = stored;
  const opened = await vault.open(secret, placeOfKey(stored));
  const reference = isReference(secret);
  const value = "secret" in opened ? opened.secret : secret;
  // A disabled key may refer to a variable that is not set.
  const fault = "fault" in opened && (enabled || !reference) ? { found: opened.fault, expected: usable } : undefined;
  const facts = { name, owner: "api", value: reference ? secret : maskOf(value), enabled, ...limits } as const;
  return { key: { ...limits, name, value }, facts, fault };
}

export async function openHeaders({ name, headers }: StoredProvider, vault: Vault): Promise<OpenedHeaders> {
  const values: Record<string, string> = {};
  const masks: Record<string, string> = {};
  const faults: DraftFault[] = [];
  for (const [header, stored] of Object.entries(headers)) {
    const opened = await vault.open(stored, placeOfHeader(name, header));
    values[header] = "secret" in opened ? opened.secret : "";
    masks[header] = isReference(stored) ? stored : maskOf(values[header]);
    if ("fault" in opened) faults.push({ path: `headers.${header}`, found: opened.fault, expected: usable });
  }
  return { values, masks, faults };
}

export function maskOf(secret: string): string {
  return createCredential({ name: "", owner: "gateway", origins: [] }, secret).mask;
}
