/** One configuration brought to life: providers, pipeline and the handler that serves them. A reload builds another beside it. */
import type { GatewayConfig } from "@headgate/config";
import { createPipeline, type HostParts, type Pipeline, type PluginUse, type Refusal } from "@headgate/core";
import { anthropic, type Dialect, gemini, openai } from "@headgate/dialects";
import {
  type Access,
  createApp,
  createExchange,
  createRender,
  freeze,
  type NodeHandler,
  shuttingDown,
  thaw,
} from "@headgate/http";
import { createEgress, createProviders, createUpstream } from "@headgate/upstream";
import { type GatewayFacts, Principal, type ProviderSettings, type RequestRules } from "@headgate/words";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { masked } from "./masked.ts";
import { gatewayRoutes, type Health } from "./routes.ts";

export type Surroundings = Pick<HostParts, "log" | "clock" | "random" | "store" | "db">;

export interface GatewayOptions extends Surroundings {
  readonly config: GatewayConfig;
  readonly plugins: readonly PluginUse[];
  /** Offered to plugins; absent: providers are changed in the config only. */
  readonly settings?: ProviderSettings | undefined;
  readonly health?: Health;
  /** Told of each request after its last byte. */
  readonly access?: ((access: Access) => void) | undefined;
  readonly admission?: ((req: IncomingMessage) => Refusal | undefined) | undefined;
}

export interface Gateway {
  readonly pipeline: Pipeline;
  /** A Node request listener. */
  readonly handler: NodeHandler;
  /** Waits for the requests in flight, aborts those left after `graceMs`, then closes everything. */
  close(graceMs?: number): Promise<void>;
}

/** Those that providers may speak. */
export const dialects: readonly Dialect[] = [openai, anthropic, gemini];
const render = createRender(dialects);

/** Load balancers may still ask how it is; everybody else is sent elsewhere. */
function whileDraining({ url = "" }: IncomingMessage): Refusal | undefined {
  return url.startsWith("/health") ? undefined : shuttingDown;
}

export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, plugins, settings, log, clock, random, store, db, health = { draining: false }, access, admission } = options;
  const providers = createProviders({ ...config, dialects });
  const egress = createEgress();
  const host: HostParts = { log, clock, random, store, db, providers, egress, exchange: createExchange, freeze, thaw, render };
  const release = async (): Promise<void> => void (await Promise.all([providers.close(), egress.close()]));
  const upstream = createUpstream({ providers, dialects, clock, streams: config.streams });
  let pipeline: Pipeline;
  let rules: RequestRules | undefined;
  const hear = (found: typeof rules): void => void (rules = found);
  try {
    const facts: GatewayFacts = { plugins: () => pipeline.describe(), config: () => masked(config, plugins) };
    pipeline = await createPipeline([...plugins, gatewayRoutes(health, clock.now(), facts, settings, hear)], {
      upstream,
      host,
      guard: Principal,
    });
  } catch (error) {
    await release();
    throw error;
  }
  const { bodyLimitBytes, uploadLimitBytes, uploadFolder = tmpdir(), uploadFolderLimitBytes, cors } = config.server;
  const open = (req: IncomingMessage): Refusal | undefined => (health.draining ? whileDraining(req) : admission?.(req));
  const limits = { bodyLimitBytes, uploadLimitBytes, uploadFolder, uploadFolderLimitBytes };
  const faults: RequestRules = (operation, call) => rules?.(operation, call) ?? [];
  const app = createApp({ pipeline, dialects, providers, clock, random, log, ...limits, access, cors, faults, admission: open });
  return {
    pipeline,
    handler: app.handler,
    async close(graceMs = 10_000) {
      // First the requests, also those whose body is still arriving; then what works without one.
      await app.settle(graceMs);
      await pipeline.close(graceMs);
      await release();
    },
  };
}
