/** Fills in what is known of a provider wherever a config does not say otherwise. */
import type { ConfigIssue } from "../config-error.ts";
import { quote } from "../found.ts";
import type { Catalogue, Known } from "./schema.ts";
import { optionsOf } from "./options.ts";
import { formatPath, isPlainObject, type Path } from "../path.ts";
import { plainUrl } from "../provider-schema.ts";
import { suggest } from "../suggest.ts";

export interface Filled {
  /** Without `use` and `options`; unchanged if nothing is known of it. */
  readonly provider: unknown;
  readonly issues: readonly ConfigIssue[];
}

/** The config's own fields win; in `headers`, `query`, `members` and `headerMembers`, member by member. `at` is its path in the file. */
export function fillIn(name: string, raw: unknown, catalogue: Catalogue, at: Path): Filled {
  if (!isPlainObject(raw)) return { provider: raw, issues: [] };
  const { use, options, ...own } = raw;
  // If it is not a name at all, the schema reports it.
  if (use !== undefined && (typeof use !== "string" || use === "")) return { provider: raw, issues: [] };
  const known = find(use ?? (own["baseUrl"] === undefined ? name : undefined), catalogue);
  if (known) return filled(known, own, options, at);
  const names = catalogue.map((each) => each.name);
  if (use !== undefined) return { provider: own, issues: [unknown(use, names, at)] };
  const issues = own["baseUrl"] === undefined ? [nowhere(name, names, at)] : [];
  return { provider: own, issues: options === undefined ? issues : [...issues, needless(at)] };
}

function filled({ baseUrl, dialect, operations, key, quirks, ...known }: Known, own: object, said: unknown, at: Path): Filled {
  const { fill, issues, baseUrl: elsewhere } = optionsOf(known, said, [...at, "options"]);
  const { authorization } = key;
  const standing = { dialect, baseUrl: elsewhere ?? baseUrl, operations, ...(authorization && { authorization }), ...quirks };
  const provider: Record<string, unknown> = { ...own };
  for (const [field, value] of Object.entries(standing)) {
    const mine = provider[field];
    if (mine === undefined) provider[field] = within(value, fill);
    else if (mergedFields.has(field) && isPlainObject(mine))
      provider[field] = { ...(within(without(value, mine), fill) as object), ...mine };
  }
  return { provider, issues };
}

/** Fields whose members are overridden one by one. */
const mergedFields = new Set(["headers", "query", "members", "headerMembers"]);

function within(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((item) => within(item, fill));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, within(item, fill)]));
}

/** Header names are case-insensitive. */
function without(value: unknown, mine: object): object {
  const names = new Set(Object.keys(mine).map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => !names.has(name.toLowerCase())));
}

function find(name: unknown, catalogue: Catalogue): Known | undefined {
  return catalogue.find((each) => each.name === name);
}

function unknown(use: string, names: readonly string[], at: Path): ConfigIssue {
  const near = suggest(use, names);
  return {
    path: formatPath([...at, "use"]),
    found: `the unknown provider ${quote(use)}`,
    expected: `${names.length === 0 ? "" : `one of ${names.join(", ")}, or `}an installed package that exports a provider`,
    ...(near !== undefined && { suggestion: near }),
  };
}

function nowhere(name: string, names: readonly string[], at: Path): ConfigIssue {
  const near = suggest(name, names);
  return {
    path: formatPath([...at, "baseUrl"]),
    found: "nothing",
    expected: names.length === 0 ? plainUrl : `${plainUrl}, or "use" with a known provider`,
    ...(near !== undefined && { suggestion: near }),
  };
}

function needless(at: Path): ConfigIssue {
  return { path: formatPath([...at, "options"]), found: "options", expected: 'none without "use" of a known provider' };
}
