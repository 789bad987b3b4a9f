/** Loads the config of a folder, or the one that was named: found, read anew, checked. */
import { ConfigError } from "./config-error.ts";
import { findConfig } from "./find.ts";
import { importKnown } from "./known/import.ts";
import type { Catalogue } from "./known/schema.ts";
import { type Environment, parseConfig } from "./parse.ts";
import { withPluginFaults } from "./plugin-faults.ts";
import { isPlainObject } from "./path.ts";
import { readConfig } from "./read/file.ts";
import type { GatewayConfig, GatewayConfigInput } from "./schema.ts";

export interface LoadOptions {
  /** The file that `--config` names, relative to `cwd`. It must exist. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly environment: Environment;
  /** Providers that need only a name and keys, in addition to those of installed packages. */
  readonly catalogue?: Catalogue;
  /** Used for a config that does not mention providers. */
  readonly providers?: GatewayConfigInput["providers"];
  /** A file of the gateway's own installation: packages are looked up there after the config's folder. */
  readonly gateway?: string;
}

export interface LoadedConfig {
  /** Its absolute path. */
  readonly file: string;
  readonly config: GatewayConfig;
}

/** Undefined when no file was named and none is found. Reads the file each time. Throws a ConfigError that lists every fault. */
export async function loadConfig({
  file: named,
  cwd,
  environment,
  catalogue = [],
  providers,
  gateway,
}: LoadOptions): Promise<LoadedConfig | undefined> {
  const file = findConfig(cwd, named);
  if (file === undefined) return undefined;
  const said = await readConfig(file);
  const raw = isPlainObject(said) && said["providers"] === undefined && providers ? { ...said, providers } : said;
  const known = await importKnown(raw, { catalogue, file, gateway });
  try {
    return { file, config: parseConfig(raw, environment, { file, catalogue: known }) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw await withPluginFaults(error, raw, environment, { file, ...(gateway !== undefined && { gateway }) });
  }
}
