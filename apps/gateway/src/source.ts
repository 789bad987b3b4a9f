/** Where the configuration comes from: a file, or nothing at all. */
import { type GatewayConfig, loadConfig, parseConfig, resolvePlugins } from "@headgate/config";
import type { PluginUse, Refusal } from "@headgate/core";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { unconfigured } from "./demo.ts";

/** Plugins that the config's folder does not have come from the gateway's own installation. */
const gateway = fileURLToPath(import.meta.url);

export interface Source {
  /** Absent: no config file. */
  readonly file?: string;
  readonly config: GatewayConfig;
  readonly plugins: readonly PluginUse[];
  readonly banner: readonly string[];
  readonly admission?: ((req: IncomingMessage) => Refusal | undefined) | undefined;
  close(): Promise<void>;
}

export interface SourceOptions {
  /** As the user named it. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Throws a ConfigError that names every fault. */
export async function readSource({ file, cwd, environment }: SourceOptions): Promise<Source> {
  const loaded = await loadConfig({ ...(file === undefined ? {} : { file }), cwd, environment });
  if (loaded) {
    const plugins = await resolvePlugins(loaded.config.plugins, { file: loaded.file, gateway });
    return { ...loaded, config: overridden(loaded.config, environment), plugins, banner: [], close: async () => {} };
  }
  const { config: raw, banner, admission, close } = await unconfigured(environment);
  const config = overridden(parseConfig(raw, environment), environment);
  const plugins = await resolvePlugins(config.plugins, { file: `${cwd}/headgate.config.json`, gateway });
  return { config, plugins, banner, admission, close };
}

/** PORT and HOST are what platforms set: they win over the file. */
function overridden(config: GatewayConfig, { PORT, HOST }: SourceOptions["environment"]): GatewayConfig {
  if (PORT !== undefined && !/^\d{1,5}$/.test(PORT))
    throw new Error(`PORT is ${JSON.stringify(PORT)}; expected a number from 0 to 65535`);
  const port = PORT === undefined ? config.server.port : Number(PORT);
  return { ...config, server: { ...config.server, port, host: HOST ?? config.server.host } };
}
