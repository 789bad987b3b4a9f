/** Adds the faults of the plugins to those of the config itself, so that all are reported at once. */
import { dirname } from "node:path";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import type { Environment } from "./parse.ts";
import { isPlainObject } from "./path.ts";
import { resolvePlugins, type ResolvePluginsOptions } from "./plugins.ts";
import { dereference } from "./references.ts";
import { configSchema } from "./schema.ts";

/** Returns the same error if the plugins have no faults or their list cannot be read. */
export async function withPluginFaults(
  error: ConfigError,
  raw: unknown,
  environment: Environment,
  options: ResolvePluginsOptions,
): Promise<ConfigError> {
  const { value } = dereference(raw, { environment, folder: dirname(options.file) });
  const { data } = configSchema.shape.plugins.safeParse(isPlainObject(value) ? value["plugins"] : undefined);
  if (!data) return error;
  const faults = await resolvePlugins(data, options).then((): readonly ConfigIssue[] => [], issuesOf);
  // A reference that leads nowhere has been reported already; its value is not checked any further.
  const reported = new Set(error.issues.map(({ path }) => path));
  const more = faults.filter(({ path }) => !reported.has(path));
  return more.length === 0 ? error : new ConfigError([...error.issues, ...more], error.file);
}

function issuesOf(error: unknown): readonly ConfigIssue[] {
  if (error instanceof ConfigError) return error.issues;
  throw error;
}
