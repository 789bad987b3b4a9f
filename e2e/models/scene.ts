/** The gateway of this folder: its providers are models on this machine, its plugins those for billing and jobs. */
import type { GatewayConfigInput } from "@headgate/config";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type Answer, ask, collect, type Envelope } from "../async/scene.ts";
import { auth, clientKey } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  post<T>(path: string, body: object): Promise<Answer<T>>;
  get(path: string): Promise<Response>;
  /** Submits to `/v1/async/<operation>` and waits for the end. */
  job(operation: string, body: object): Promise<Job>;
  /** What the ledger has of the calls of this request. */
  recorded(requestId: string): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

export interface Job extends Envelope {
  readonly request_id: string;
}

export interface Recorded {
  readonly correlation_id: string;
  readonly operation: string;
  readonly ended: string;
  readonly units: Readonly<Record<string, number>> | null;
  readonly estimated: boolean | null;
  readonly cost_nano: number | null;
}

export async function openScene(
  providers: NonNullable<GatewayConfigInput["providers"]>,
  /** Dollars, by model. */
  prices: Readonly<Record<string, object>>,
): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-models-"));
  const gateway = await startGateway({
    providers,
    state: { folder },
    plugins: [
      ["@headgate/plugin-auth", { ...auth()[1], openAdmin: true }],
      ["@headgate/plugin-usage", { flushMs: 50 }],
      ["@headgate/plugin-governance", { prices }],
      "@headgate/plugin-async-job",
      "@headgate/plugin-fallback",
    ],
  });
  const headers = { authorization: `Bearer ${clientKey}` };
  const post = <T>(path: string, body: object): Promise<Answer<T>> => ask(gateway.url, "POST", path, { headers, json: body });
  return {
    gateway,
    post,
    get: (path) => fetch(gateway.url + path, { headers }),
    async job(operation, body) {
      const path = `/v1/async/${operation}`;
      const submitted = await post<Job>(path, body);
      expect([submitted.status, submitted.body.status]).toEqual([202, "pending"]);
      const ended = await collect(gateway.url, path, submitted.body.id, headers);
      return { request_id: submitted.body.request_id, ...ended.body };
    },
    async recorded(requestId) {
      const calls = async (): Promise<readonly Recorded[]> => {
        const { body } = await ask<{ calls: readonly Recorded[] }>(gateway.url, "GET", "/api/usage/calls?limit=1000");
        return body.calls.filter(({ correlation_id: its }) => its === requestId);
      };
      await expect.poll(async () => (await calls()).length, { timeout: 30_000 }).toBeGreaterThan(0);
      return calls();
    },
    async close() {
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
