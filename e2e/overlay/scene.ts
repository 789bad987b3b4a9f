/** A gateway whose config file names one provider, and what an admin and a client ask of it. */
import type { GatewayConfigInput } from "@headgate/config";
import type { Simulator } from "@headgate/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export const encryptionKey = "a passphrase of the tests, long enough";
export const secret = "sk-made-by-api-0123456789abcdef";

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headgate-overlay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function configOf(
  simulator: Pick<Simulator, "url">,
  state: NonNullable<GatewayConfigInput["state"]>,
  server: NonNullable<GatewayConfigInput["server"]> = { encryptionKey },
): GatewayConfigInput {
  return {
    server,
    providers: { openai: localProvider(simulator, { models: ["gpt-4o"] }) },
    state,
    plugins: [
      ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
      "@headgate/plugin-admin",
      "@headgate/plugin-key-failover",
    ],
  };
}

export async function start(config: GatewayConfigInput): Promise<RunningGateway> {
  const gateway = await startGateway(config);
  onTestFinished(async () => void (await gateway.stop("SIGKILL")));
  return gateway;
}

/** `path` after `/api/providers`. */
export async function api({ url }: RunningGateway, method: string, path: string, body?: object): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/api/providers${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

export async function chat({ url }: RunningGateway, model: string): Promise<Answer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

/** A provider at the simulator, with one key. */
export function mine({ url }: Pick<Simulator, "url">, more: object = {}): object {
  return {
    provider: "mine",
    network_config: { base_url: `${url}/v1`, allow_private_network: true },
    keys: [{ name: "k0", value: secret }],
    ...more,
  };
}
