/** A whole gateway in this process, with every plugin there is between two spies, and every route it has. */
import { parseConfig } from "@headgate/config";
import { createDatabase } from "@headgate/db";
import { anthropic, gemini, openai } from "@headgate/dialects";
import { type Entrance, entrances } from "@headgate/http";
import admin from "@headgate/plugin-admin";
import asyncJob from "@headgate/plugin-async-job";
import auth from "@headgate/plugin-auth";
import circuitBreaker from "@headgate/plugin-circuit-breaker";
import fallback from "@headgate/plugin-fallback";
import governance from "@headgate/plugin-governance";
import keyFailover from "@headgate/plugin-key-failover";
import rateLimit from "@headgate/plugin-rate-limit";
import requestGuard from "@headgate/plugin-request-guard";
import retry from "@headgate/plugin-retry";
import sessionSticky from "@headgate/plugin-session-sticky";
import usage from "@headgate/plugin-usage";
import { type Simulator, startSimulator } from "@headgate/simulator";
import { createMemoryStore } from "@headgate/store";
import { createHost } from "@headgate/testkit";
import { createGateway, systemClock as clock } from "headgate";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Asked } from "./cases.ts";
import { createSpies, type Spies } from "./spy.ts";

export interface Scene {
  readonly url: string;
  readonly simulator: Simulator;
  readonly spies: Spies;
  readonly entrances: readonly Entrance[];
  /** Whether it is answered by a plugin behind the inner spy. */
  isInnermost(entrance: Entrance): boolean;
  send(entrance: Entrance, asked: Asked, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly id: string;
  readonly status: number;
  /** Byte by byte. */
  readonly text: string;
}

export const clientKey = "client-key-of-the-routes-tests";
export const adminKey = "admin-key-of-the-routes-tests";

const dialects = [openai, anthropic, gemini];
export const providers: readonly string[] = dialects.map(({ name }) => name);

export async function openScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-routes-"));
  const simulator = await startSimulator({ models: ["m"] });
  const { log, random } = createHost();
  const db = await createDatabase({ driver: "sqlite", file: join(folder, "headgate.db") }, { log, clock });
  const store = createMemoryStore({ clock });
  const kept = ["files", "batches", "uploads", "conversations", "vector_stores", "messages/batches"];
  const passthrough = ["* /v1/models", "* /v1beta/models", ...kept.flatMap((it) => [`* /v1/${it}`, `* /v1/${it}/*`])];
  const place = {
    allowPrivateNetwork: true,
    passthrough,
    models: ["m"],
    keys: [{ name: "k0", value: "sk-provider-0123456789" }],
  };
  const config = parseConfig(
    {
      providers: {
        openai: { ...place, baseUrl: `${simulator.url}/v1` },
        anthropic: { ...place, dialect: "anthropic", baseUrl: simulator.url },
        gemini: { ...place, dialect: "gemini", baseUrl: simulator.url },
      },
    },
    {},
  );
  const spies = createSpies();
  const plugins = [
    auth({ keys: [{ name: "app", value: clientKey }], adminKeys: [{ name: "root", value: adminKey }] }),
    spies.plugin("outer"),
    requestGuard({}),
    admin({}),
    usage({}),
    governance({}),
    rateLimit({}),
    asyncJob({}),
    sessionSticky({}),
    fallback({}),
    circuitBreaker({}),
    retry({}),
    keyFailover({}),
    spies.plugin("innermost"),
  ];
  const gateway = await createGateway({ config, plugins, log, clock, random, store, db });
  await gateway.pipeline.start();
  const server = createServer((req, res) => void gateway.handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { routes, send } = gateway.pipeline;
  const url = `http://127.0.0.1:${port}`;
  let count = 0;
  return {
    url,
    simulator,
    spies,
    entrances: entrances(dialects, routes, send),
    isInnermost: ({ method, path, header }) =>
      routes.some((it) => it.plugin === "gateway-routes" && it.method === method && it.path === path && it.header === header),
    async send({ method, header }, { path, body }, headers = {}) {
      const id = `routes-${++count}`;
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(typeof body === "string" && { "content-type": "application/json" }),
          ...(header && { [header]: "x" }),
          "x-request-id": id,
          ...headers,
        },
        ...(method !== "GET" && { body }),
      });
      const text = Buffer.from(await response.arrayBuffer()).toString("latin1");
      return { id, status: response.status, text };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await gateway.close(0);
      await db.close();
      store.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function isSubmission({ path }: Entrance): boolean {
  return path.startsWith("/v1/async/");
}

/** One test for each, under a name of its own. */
export function nameOf({ method, path, header, dialect, inference }: Entrance): string {
  return `${method} ${path}${header ? ` with ${header}` : ""}${inference ? ` (${dialect.name} ${inference.name})` : ""}`;
}

export function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}
