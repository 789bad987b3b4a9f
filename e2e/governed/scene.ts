/** Governed gateways over one simulator: alone on SQLite and memory, or several that share PostgreSQL and Redis. */
import type { GatewayConfigInput } from "@headgate/config";
import { type Simulator, type SimulatorOptions, startSimulator } from "@headgate/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binaries, startPostgres } from "../../scripts/servers/postgres.ts";
import { noRedis, type RedisServer, startRedis } from "../../scripts/servers/redis.ts";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

/** Why nothing can be shared here; goes into the suite's name. */
export const missing: string = noRedis ?? (binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "");

/** What each call holds and costs, in nano-dollars: 100 tokens in at $1 and 10 out at $4 per million. */
export const callCost = 140_000;
/** The simulator's answer to every call, so that each costs what it held. */
export const usage: object = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
export const moneyLeaseMs = 3000;
export const placeLeaseMs = 2000;

/** Where the processes of one suite keep their state. */
export interface Place {
  readonly folder: string;
  readonly redisUrl?: string;
  readonly postgresUrl?: string;
}

export interface Scene {
  readonly simulator: Simulator;
  readonly gateways: readonly RunningGateway[];
  readonly close: () => Promise<void>;
}

export interface SharedScene extends Scene {
  readonly redis: RedisServer;
}

export function newFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "headgate-governed-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One process on SQLite and memory. */
export async function startAlone(options: SimulatorOptions = {}): Promise<Scene> {
  const { folder, remove } = newFolder();
  const simulator = await startSimulator(options);
  const gateway = await startGoverned(simulator, { folder });
  return {
    simulator,
    gateways: [gateway],
    async close() {
      await gateway.stop();
      await simulator.close();
      remove();
    },
  };
}

export async function startShared(count: number, options: SimulatorOptions = {}): Promise<SharedScene> {
  const { folder, remove } = newFolder();
  const [simulator, postgres, redis] = await Promise.all([startSimulator(options), startPostgres(binaries!), startRedis()]);
  const place = { folder, redisUrl: redis.url, postgresUrl: await postgres.createDatabase() };
  const gateways = await Promise.all(Array.from({ length: count }, () => startGoverned(simulator, place)));
  return {
    simulator,
    gateways,
    redis,
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all([simulator.close(), postgres.stop(), redis.stop()]);
      remove();
    },
  };
}

export function startGoverned(simulator: Pick<Simulator, "url">, state: Place): Promise<RunningGateway> {
  return startGateway({
    providers: { openai: localProvider(simulator), anthropic: localProvider({ url: `${simulator.url}/anthropic` }) },
    state,
    plugins,
  });
}

const price = { input: 1, output: 4, cacheRead: 1, context: 100, maxOutput: 10 };
const plugins: GatewayConfigInput["plugins"] = [
  ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
  ["@headgate/plugin-usage", { flushMs: 50 }],
  [
    "@headgate/plugin-governance",
    {
      requireVirtualKey: true,
      leaseMs: moneyLeaseMs,
      prices: { "gpt-4o-mini": price, "gpt-4o": price, broken: price },
    },
  ],
  [
    "@headgate/plugin-rate-limit",
    {
      leaseMs: placeLeaseMs,
      limits: [
        { per: "key", requests: { max: 100, window: "1s" }, when: { operations: ["embeddings"] } },
        { per: "key", concurrency: 4, when: { operations: ["completions"] } },
      ],
    },
  ],
  "@headgate/plugin-fallback",
  "@headgate/plugin-key-failover",
];
