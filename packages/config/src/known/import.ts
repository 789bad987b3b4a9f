/** Providers from third-party packages: what a config's `use` names is found the way plugins are, imported, and checked against the schema. */
import { fileURLToPath } from "node:url";
import { ConfigError, type ConfigIssue } from "../config-error.ts";
import { toIssues } from "../issues.ts";
import { toJsonSchema } from "../json-schema.ts";
import { type Catalogue, type Known, knownSchema } from "./schema.ts";
import { formatPath, isPlainObject } from "../path.ts";
import { resolveModule } from "../resolve.ts";

export interface ImportOptions {
  readonly catalogue: Catalogue;
  /** The config file: names resolve from its folder first. */
  readonly file: string;
  /** A file of the gateway's own installation, where names resolve next; default this package. */
  readonly gateway?: string | undefined;
}

/**
 * The catalogue plus the packages that the config uses, each under the name that the config gives it. A module that is not installed is
 * left out: whoever checks the config reports it. Rejects with a ConfigError when a module is not a provider.
 */
export async function importKnown(raw: unknown, { catalogue, file, gateway }: ImportOptions): Promise<Catalogue> {
  const results = await Promise.all(
    strangers(raw, catalogue).map(async ({ use, path }): Promise<Result> => {
      const from = [file, gateway ?? fileURLToPath(import.meta.url)];
      const url = from.map((place) => resolveModule(use, place)).find((found) => found !== undefined);
      return url === undefined ? {} : importOne(use, url, path);
    }),
  );
  const issues = results.flatMap((result) => result.issues ?? []);
  if (issues.length > 0) throw new ConfigError(issues, file);
  return [...catalogue, ...results.flatMap(({ known }) => known ?? [])];
}

interface Result {
  readonly known?: Known;
  readonly issues?: readonly ConfigIssue[];
}

async function importOne(use: string, url: string, path: string): Promise<Result> {
  const expected = "a default export that describes a provider";
  let made: unknown;
  try {
    ({ default: made } = (await import(/* @vite-ignore */ url)) as { default?: unknown });
  } catch (error) {
    const why = String((error as Error | undefined)?.message ?? error)
      .replaceAll(/\s+/g, " ")
      .slice(0, 300);
    return { issues: [{ path, found: `a module that cannot be loaded: ${why}`, expected: "a provider" }] };
  }
  const { data, error } = knownSchema.safeParse(made);
  if (data) return { known: { ...data, name: use } };
  const judged = { value: made, schema: toJsonSchema(knownSchema), at: [], showStrings: true, references: new Map() };
  const issues = toIssues(error.issues, judged).map((issue) => ({
    ...issue,
    path,
    found: `a default export with ${issue.path === "" ? "" : `${issue.path}: `}${issue.found}`,
    expected: issue.path === "" ? expected : issue.expected,
  }));
  return { issues };
}

/** Each `use` that the catalogue does not know, once. */
function strangers(raw: unknown, catalogue: Catalogue): readonly { readonly use: string; readonly path: string }[] {
  const providers = isPlainObject(raw) && isPlainObject(raw["providers"]) ? raw["providers"] : {};
  const found = new Map<string, string>();
  for (const [name, provider] of Object.entries(providers)) {
    const use = isPlainObject(provider) ? provider["use"] : undefined;
    if (typeof use !== "string" || use === "" || found.has(use) || catalogue.some((known) => known.name === use)) continue;
    found.set(use, formatPath(["providers", name, "use"]));
  }
  return [...found].map(([use, path]) => ({ use, path }));
}
