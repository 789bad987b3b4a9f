/** The overlay of a gateway without a socket: real files, real gateways, the time by hand. */
import { type GatewayConfig, type GatewayConfigInput, parseConfig } from "@headgate/config";
import { createHost, type TestHost } from "@headgate/testkit";
import type { ProviderFacts, ProviderSettings } from "@headgate/words";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createCurrent } from "../../src/current.ts";
import { createGateway, type Gateway } from "../../src/gateway.ts";
import type { Merged } from "../../src/overlay/merge.ts";
import { createOverlay } from "../../src/overlay/overlay.ts";
import { openState, type State } from "../../src/state.ts";
import type { Source } from "../../src/source.ts";

export const encryptionKey = "a passphrase of the tests";
export const fileSecret = "sk-of-the-config-file-0123456789";
export const secret = "sk-made-by-api-0123456789";
export const place = { baseUrl: "https://api.mine.test/v1" };

export interface Scene {
  /** Of the gateway that serves now. */
  readonly settings: ProviderSettings;
  readonly host: TestHost;
  readonly state: State;
  readonly gateway: Gateway;
  readonly merged: Merged;
  one(name: string): ProviderFacts | undefined;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly folder: string;
  readonly providers?: GatewayConfigInput["providers"];
  readonly key?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly host?: TestHost;
  /** Fails the opening of a gateway. */
  readonly broken?: () => Error | undefined;
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headgate-overlay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "state");
}

const standard = {
  openai: { baseUrl: "https://api.openai.test/v1", keys: [{ name: "k0", value: fileSecret }] },
};

export async function openScene(options: SceneOptions): Promise<Scene> {
  const { folder, providers = standard, key = encryptionKey, environment = {}, host = createHost(), broken } = options;
  const server = key === "" ? {} : { encryptionKey: key };
  const config: GatewayConfig = parseConfig({ server, providers, state: { folder } }, {});
  const state = await openState(config, host);
  const overlay = await createOverlay({ ...state, log: host.log, clock: host.clock, environment });
  let merged!: Merged;
  let settings!: ProviderSettings;
  const open = async (_source: Source, next: Merged): Promise<Gateway> => {
    const error = broken?.();
    if (error) throw error;
    const offered = overlay.settings(next);
    const { log, clock, random } = host;
    const gateway = await createGateway({
      config: next.config,
      plugins: [],
      settings: offered,
      log,
      clock,
      random,
      store: state.store,
      db: state.db,
    });
    [merged, settings] = [next, offered];
    return gateway;
  };
  const source: Source = { file: "headgate.config.json", config, plugins: [], banner: [], close: async () => {} };
  const current = await createCurrent(source, {
    log: { ...host.log, conceal: () => {}, flush: async () => {}, access: undefined },
    read: () => Promise.resolve(source),
    open: async (from) => open(from, await overlay.apply(from.config)),
  }).catch(async (error: unknown) => {
    await state.close();
    throw error;
  });
  overlay.attach(current, open);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      overlay.close();
      await current.close(0);
      await state.close();
    })());
  onTestFinished(close);
  return {
    get settings() {
      return settings;
    },
    get gateway() {
      return current.gateway;
    },
    get merged() {
      return merged;
    },
    host,
    state,
    one: (name) => settings.list().find((each) => each.name === name),
    close,
  };
}
