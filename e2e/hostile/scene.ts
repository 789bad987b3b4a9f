/** A whole gateway in this process, with a log of every SQL text behind it and real HTTP before it. */
import { parseConfig } from "@headgate/config";
import { type Log, type PluginUse, type Random } from "@headgate/core";
import { createDatabase, type Database, type DatabaseOptions } from "@headgate/db";
import admin from "@headgate/plugin-admin";
import auth from "@headgate/plugin-auth";
import circuitBreaker from "@headgate/plugin-circuit-breaker";
import fallback from "@headgate/plugin-fallback";
import governance from "@headgate/plugin-governance";
import keyFailover from "@headgate/plugin-key-failover";
import rateLimit from "@headgate/plugin-rate-limit";
import retry from "@headgate/plugin-retry";
import sessionSticky from "@headgate/plugin-session-sticky";
import usage from "@headgate/plugin-usage";
import { type Simulator, startSimulator } from "@headgate/simulator";
import { createMemoryStore } from "@headgate/store";
import { createGateway, type Gateway, systemClock as clock } from "headgate";
import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Client, createClient } from "./client.ts";

export interface Scene {
  readonly simulator: Simulator;
  readonly db: Database;
  readonly port: number;
  readonly client: Client;
  readonly routes: Gateway["pipeline"]["routes"];
  /** The distinct texts of all statements so far. */
  readonly statements: ReadonlySet<string>;
  /** Words of what went wrong inside. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const word = (): string => randomBytes(24).toString("hex");
/** What must never be found in a database. */
export const secrets = { client: `client-${word()}`, admin: `admin-${word()}`, providers: [`sk-${word()}`, `sk-${word()}`] };

const headersLimitBytes = 4_000_000;
const random: Random = { number: Math.random, uuid: () => randomUUID(), bytes: (size) => randomBytes(size) };

export async function openScene(options: DatabaseOptions): Promise<Scene> {
  const statements = new Set<string>();
  const complaints: string[] = [];
  // A refusal that was thrown is an answer like any other.
  const complain = (fields: object, message: string): void => {
    const { err } = fields as { readonly err?: unknown };
    complaints.push(`${message} ${String(err)}`);
  };
  const log: Log = { debug() {}, info() {}, warn: complain, error: complain };
  const simulator = await startSimulator({ record: 100 });
  const db = await createDatabase(options, { log, clock, onQuery: (sql) => void statements.add(sql) });
  const store = createMemoryStore({ clock });
  const keys = secrets.providers.map((value, i) => ({ name: `k${i}`, value }));
  const place = { allowPrivateNetwork: true, keys };
  const config = parseConfig(
    {
      providers: {
        openai: { ...place, baseUrl: `${simulator.url}/v1` },
        anthropic: { ...place, baseUrl: `${simulator.url}/anthropic/v1` },
      },
    },
    {},
  );
  const gateway = await createGateway({ config, plugins: plugins(), log, clock, random, store, db });
  await gateway.pipeline.start();
  const server = createServer({ maxHeaderSize: headersLimitBytes }, (req, res) => void gateway.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient(port);
  return {
    simulator,
    db,
    port,
    client,
    routes: gateway.pipeline.routes,
    statements,
    complaints,
    async close() {
      client.close();
      server.closeAllConnections();
      server.close();
      await gateway.close(0);
      await db.close();
      store.close();
      await simulator.close();
    },
  };
}

/** Nothing is flushed by time, so that the statements do not depend on the machine's speed. */
const flushed = { flushMs: 60_000, batch: 10_000 };
const price = { input: 1, output: 4, context: 1000, maxOutput: 100 };

function plugins(): readonly PluginUse[] {
  return [
    auth({ keys: [{ name: "app", value: secrets.client, admin: true }], adminKeys: [{ name: "root", value: secrets.admin }] }),
    admin({}),
    usage(flushed),
    governance({ prices: { "gpt-4o-mini": price, "*": price }, unpriced: "estimate" }),
    rateLimit({ limits: [{ per: ["key", "header:x-team", "model"], requests: { max: 1_000_000, window: "1h" } }] }),
    sessionSticky({}),
    fallback({}),
    circuitBreaker({}),
    retry({}),
    keyFailover({}),
  ];
}
