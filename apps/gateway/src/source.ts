/** Where the configuration comes from: a file, or nothing at all. */
import { type GatewayConfig, loadConfig, parseConfig, resolvePlugins } from "@headgate/config";
import type { PluginUse, Refusal } from "@headgate/core";
import { catalogue } from "@headgate/providers";
import type { IncomingMessage } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isOpenToAll, withAdminKey } from "./admins.ts";
import { isLoopback, onlyThisMachine, unconfigured } from "./demo.ts";
import { keyedBy } from "./keyed.ts";
import { checkPluginList } from "./plugin-list.ts";

/** Plugins that the config's folder does not have come from the gateway's own installation. */
const gateway = fileURLToPath(import.meta.url);

export interface Source {
  /** Absent: no config file. */
  readonly file?: string;
  /** Its text, when it was loaded. */
  readonly content?: string;
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
  const providers = Object.fromEntries(keyedBy(environment).map(({ name, provider }) => [name, provider]));
  const loaded = await loadConfig({ file, cwd, environment, catalogue, providers, gateway });
  if (loaded) {
    const content = readFileSync(loaded.file, "utf8");
    const listed = await resolvePlugins(loaded.config.plugins, { file: loaded.file, gateway });
    await checkPluginList(listed, loaded.file);
    const plugins = withAdminKey(listed, environment["HEADGATE_ADMIN_KEY"]);
    const config = overridden(loaded.config, environment);
    // A page of some other origin could manage the gateway through its user's browser.
    const admission = isOpenToAll(plugins) ? onlyThisMachine : undefined;
    if (admission && !isLoopback(config.server.host)) {
      throw new Error(
        `auth has openAdmin and server.host is ${config.server.host}: everybody could manage this gateway; expected 127.0.0.1, or adminKeys`,
      );
    }
    return { ...loaded, content, config, plugins, admission, banner: [], close: async () => {} };
  }
  const { config: raw, banner, admission, close } = await unconfigured(environment);
  try {
    const config = overridden(parseConfig(raw, environment, { catalogue }), environment);
    const { host } = config.server;
    if (admission && !isLoopback(host)) {
      throw new Error(
        `HOST is ${host}: the demo is open to everyone and serves 127.0.0.1 only; write a headgate.config.json to serve others`,
      );
    }
    const listed = await resolvePlugins(config.plugins, { file: `${cwd}/headgate.config.json`, gateway });
    const plugins = withAdminKey(listed, environment["HEADGATE_ADMIN_KEY"]);
    return { config, plugins, banner, admission, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** PORT, HOST and HEADGATE_DATA are what platforms set: they win over the file. Empty counts as unset. */
function overridden(config: GatewayConfig, { PORT, HOST, HEADGATE_DATA }: SourceOptions["environment"]): GatewayConfig {
  const port = PORT ? Number(PORT) : config.server.port;
  if (!/^\d+$/.test(PORT || "0") || port > 65_535) {
    throw new Error(`PORT is ${JSON.stringify(PORT)}; expected a number from 0 to 65535`);
  }
  const server = { ...config.server, port, host: HOST || config.server.host };
  return { ...config, server, state: { ...config.state, folder: HEADGATE_DATA || config.state.folder } };
}
