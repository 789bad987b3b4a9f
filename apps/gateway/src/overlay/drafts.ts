/** Drafts of headers and keys as they will be stored; what no schema knows of them is judged here. */
import type { DraftFault } from "@headgate/words";
import { storedOf } from "./secret-draft.ts";
import type { StoredKey, StoredProvider } from "./snapshot.ts";
import { placeOfHeader, placeOfKey, type Vault } from "./vault.ts";

export async function headersOf(
  provider: string,
  drafts: unknown,
  before: StoredProvider | undefined,
  vault: Vault,
  faults: DraftFault[],
): Promise<Readonly<Record<string, string>>> {
  if (drafts === undefined) return {};
  if (!isObject(drafts)) {
    faults.push({ path: "headers", found: kindOf(drafts), expected: "an object" });
    return {};
  }
  const stored: [string, string][] = [];
  for (const [header, value] of Object.entries(drafts)) {
    const place = placeOfHeader(provider, header);
    const known = before && Object.hasOwn(before.headers, header) ? before.headers[header] : undefined;
    const secret = await storedOf({ value, path: `headers.${header}`, place, before: known }, vault, faults);
    if (secret !== undefined) stored.push([header, secret]);
  }
  return Object.fromEntries(stored);
}

export async function keysOf(
  provider: string,
  drafts: unknown,
  before: readonly StoredKey[],
  vault: Vault,
  faults: DraftFault[],
  of: StoredKey["of"] = "api",
): Promise<StoredKey[]> {
  if (!Array.isArray(drafts)) {
    faults.push({ path: "keys", found: kindOf(drafts), expected: "a list" });
    return [];
  }
  const stored: StoredKey[] = [];
  for (const [i, draft] of (drafts as unknown[]).entries()) {
    const at = `keys[${i}]`;
    const { name, value, enabled = true, ...limits } = isObject(draft) ? withoutNull(draft) : {};
    if (typeof name !== "string" || !/^\w[\w.-]{0,99}$/.test(name)) {
      faults.push({
        path: `${at}.name`,
        found: typeof name === "string" ? "another name" : kindOf(name),
        expected: "a name of letters, digits, -, _ and .",
      });
      continue;
    }
    if (typeof enabled !== "boolean") faults.push({ path: `${at}.enabled`, found: kindOf(enabled), expected: "true or false" });
    const known = before.find((key) => key.name === name)?.secret;
    const place = placeOfKey({ of, provider, name });
    const secret = await storedOf({ value, path: `${at}.value`, place, before: known }, vault, faults);
    if (secret !== undefined) stored.push({ provider, of, name, secret, enabled: enabled === true, limits });
  }
  return stored;
}

/** Null means the default, like an absent field. */
function withoutNull(draft: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== null));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
}
