/** Turns each entry of the plugin list into code: finds and imports the plugin, and checks its options. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { PluginFactory, PluginSpec, PluginUse, UseOptions } from "@headgate/core";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import type { JsonSchema } from "./expected.ts";
import { kindOf } from "./found.ts";
import { toIssues } from "./issues.ts";
import { toJsonSchema } from "./json-schema.ts";
import { formatPath } from "./path.ts";
import { pluginNames, resolveModule } from "./resolve.ts";
import type { GatewayConfig } from "./schema.ts";
import { suggest } from "./suggest.ts";

export type PluginEntry = GatewayConfig["plugins"][number];

export interface ResolvePluginsOptions {
  /** The config file: names resolve from its folder first. */
  readonly file: string;
  /** A file of the gateway's own installation, where names resolve next; default this package. */
  readonly gateway?: string;
  /** Returns a URL for `import()`, or undefined; replaces Node's resolution. */
  resolve?(name: string, from: string): string | undefined;
}

/** In the order of the list. Rejects with a ConfigError that lists every fault. */
export async function resolvePlugins(
  entries: readonly PluginEntry[],
  { file, gateway = fileURLToPath(import.meta.url), resolve = resolveModule }: ResolvePluginsOptions,
): Promise<readonly PluginUse[]> {
  const places = [file, gateway];
  const results = await Promise.all(
    entries.map(async (entry, at): Promise<Result> => {
      const path = formatPath(["plugins", at]);
      if ("spec" in Object(entry)) return checked(entry as PluginUse, at);
      const [name, options = {}, use = {}] = (typeof entry === "string" ? [entry] : entry) as [string, unknown?, UseOptions?];
      const url = places.map((from) => resolve(name, from)).find((found) => found !== undefined);
      if (url === undefined) return { issues: [{ path, ...notFound(name, places) }] };
      const factory = await importFactory(url);
      if ("found" in factory) return { issues: [{ path, ...factory }] };
      return checked(factory(options, use), at);
    }),
  );
  const issues = results.flatMap((result) => result.issues);
  if (issues.length > 0) throw new ConfigError(issues, file);
  return results.flatMap(({ use }) => use ?? []);
}

interface Result {
  readonly use?: PluginUse;
  readonly issues: readonly ConfigIssue[];
}
type Fault = Omit<ConfigIssue, "path">;

function checked(use: PluginUse, at: number): Result {
  const { error } = use.spec.config.safeParse(use.options);
  const schema = schemaOf(use);
  const judged = { value: use.options, schema, at: ["plugins", at, "options"], showStrings: false, references: new Map() };
  return { use, issues: toIssues(error?.issues ?? [], judged) };
}

/** A schema that JSON schema cannot express still checks the options; its issues then speak for themselves. */
function schemaOf({ spec }: PluginUse): JsonSchema {
  try {
    return toJsonSchema(spec.config);
  } catch {
    return {};
  }
}

async function importFactory(url: string): Promise<PluginFactory | Fault> {
  const expected = "a default export made by definePlugin";
  let made: PluginFactory | null | undefined;
  try {
    ({ default: made } = (await import(/* @vite-ignore */ url)) as { default?: PluginFactory });
  } catch (error) {
    const why = String((error as Error | undefined)?.message ?? error)
      .replaceAll(/\s+/g, " ")
      .slice(0, 300);
    return { found: `a module that cannot be loaded: ${why}`, expected: "a plugin" };
  }
  if (made === undefined) return { found: "no default export", expected };
  const { api, setup } = (made?.spec ?? {}) as Partial<PluginSpec>;
  if (typeof made !== "function" || typeof setup !== "function") return { found: `${kindOf(made)} as default export`, expected };
  return api === 1 ? made : { found: `a plugin for api ${String(api)}`, expected: "a plugin for api 1" };
}

function notFound(name: string, [file, gateway]: readonly string[]): Fault {
  const known = [...new Set([...pluginNames(file!), ...pluginNames(gateway!)])];
  const suggestion = known.find((other) => other.endsWith(`plugin-${name}`)) ?? suggest(name, known);
  return {
    found: `${JSON.stringify(name)}, which was found neither in ${dirname(file!)} nor with the gateway in ${dirname(gateway!)}`,
    expected: "an installed plugin",
    ...(suggestion !== undefined && { suggestion }),
  };
}
