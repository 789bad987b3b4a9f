/** A config with faults of its own is asked for those of its plugins too: whoever mends it wants to hear of all at once. */
import { dirname } from "node:path";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import type { Environment } from "./parse.ts";
import { isPlainObject } from "./path.ts";
import { resolvePlugins, type ResolvePluginsOptions } from "./plugins.ts";
import { dereference } from "./references.ts";
import { configSchema } from "./schema.ts";

/** The same error where the plugins have none, or where their list cannot be read. */
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
  // A reference that leads nowhere was told, and what is not there is judged no further.
  const told = new Set(error.issues.map(({ path }) => path));
  const more = faults.filter(({ path }) => !told.has(path));
  return more.length === 0 ? error : new ConfigError([...error.issues, ...more], error.file);
}

function issuesOf(error: unknown): readonly ConfigIssue[] {
  if (error instanceof ConfigError) return error.issues;
  throw error;
}
