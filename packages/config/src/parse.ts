/** Turns what a file says into a checked config, or into everything that is wrong with it. */
import { dirname } from "node:path";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import { quote } from "./found.ts";
import { toIssues } from "./issues.ts";
import { toJsonSchema } from "./json-schema.ts";
import { fillIn } from "./known/fill-in.ts";
import type { Catalogue } from "./known/schema.ts";
import { formatPath, isObject, isPlainObject } from "./path.ts";
import { dereference } from "./references.ts";
import { configSchema, type GatewayConfig } from "./schema.ts";
import { suggest } from "./suggest.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ParseOptions {
  /** Providers that need no more than a name and keys; absent: none. */
  readonly catalogue?: Catalogue | undefined;
  /** Named in errors; `file.PATH` is relative to its folder. */
  readonly file?: string | undefined;
}

/** Throws a ConfigError that lists every fault and quotes no secret. */
export function parseConfig(raw: unknown, environment: Environment, { file, catalogue = [] }: ParseOptions = {}): GatewayConfig {
  const folder = file === undefined ? "." : dirname(file);
  const { value: written, references, issues } = dereference(raw, { environment, folder });
  const { value, issues: unfilled } = withKnown(written, catalogue);
  const result = configSchema.safeParse(value);
  const judged = { value, schema: toJsonSchema(configSchema), at: [], showStrings: true, references };
  const unresolved = new Set(issues.map(({ path }) => path));
  const faults = [...unfilled, ...toIssues(result.error?.issues ?? [], judged), ...unknownProviders(value, references)];
  const all = [...issues, ...faults.filter(({ path }) => !unresolved.has(path))];
  if (!result.success || all.length > 0) throw new ConfigError(all, file);
  // Without a fault each has a base URL.
  return result.data as GatewayConfig;
}

function withKnown(value: unknown, catalogue: Catalogue): { value: unknown; issues: readonly ConfigIssue[] } {
  if (!isPlainObject(value) || !isPlainObject(value["providers"])) return { value, issues: [] };
  const filled = Object.entries(value["providers"]).map(
    ([name, provider]) => [name, fillIn(name, provider, catalogue, ["providers", name])] as const,
  );
  const providers = Object.fromEntries(filled.map(([name, { provider }]) => [name, provider]));
  return { value: { ...value, providers }, issues: filled.flatMap(([, { issues }]) => issues) };
}

/** Looks at what was written, not at what was parsed, so that it is reported together with every other fault. */
function unknownProviders(value: unknown, references: ReadonlyMap<string, string>): readonly ConfigIssue[] {
  if (!isObject(value) || !isObject(value["models"])) return [];
  const known = isObject(value["providers"]) ? Object.keys(value["providers"]) : [];
  return Object.entries(value["models"]).flatMap(([alias, targets]) =>
    (Array.isArray(targets) ? (targets as unknown[]) : []).flatMap((target, i) => {
      if (typeof target !== "string" || !/^[^/]+\/./.test(target)) return [];
      const slash = target.indexOf("/");
      const provider = target.slice(0, slash);
      if (known.includes(provider)) return [];
      const near = suggest(provider, known);
      const path = formatPath(["models", alias, i]);
      return [
        {
          path,
          found: `the unknown provider ${references.get(path) ?? quote(provider)}`,
          expected: known.length === 0 ? "a configured provider, but there is none" : `one of ${known.join(", ")}`,
          ...(near !== undefined && { suggestion: `${near}${target.slice(slash)}` }),
        },
      ];
    }),
  );
}
