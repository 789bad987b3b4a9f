/** The config of a folder, or the one that was named: found, read afresh, checked. */
import { findConfig } from "./find.ts";
import { type Environment, parseConfig } from "./parse.ts";
import { readConfig } from "./read.ts";
import type { GatewayConfig } from "./schema.ts";

export interface LoadOptions {
  /** What `--config` names, relative to `cwd`. It must exist. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly environment: Environment;
}

export interface LoadedConfig {
  /** Its absolute path. */
  readonly file: string;
  readonly config: GatewayConfig;
}

/** Undefined when no file was named and there is none. Reads the file each time. Throws a ConfigError that lists every fault. */
export async function loadConfig({ file: named, cwd, environment }: LoadOptions): Promise<LoadedConfig | undefined> {
  const file = findConfig(cwd, named);
  if (file === undefined) return undefined;
  return { file, config: parseConfig(await readConfig(file), environment, { file }) };
}
