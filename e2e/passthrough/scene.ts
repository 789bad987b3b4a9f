/** The gateway of this folder: for each dialect a provider with files, another of the first dialect, and everything that runs calls again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auth, clientKey, fallback } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type FileProvider, startFileProvider } from "./provider.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  /** Behind `files/` and `spare/`, `claude/` and `google/`. */
  readonly provider: FileProvider;
  /** With the client's key. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export const secrets = {
  files: ["sk-files-0-0123456789abcdef", "sk-files-1-0123456789abcdef"],
  spare: ["sk-spare-0123456789abcdef"],
  claude: ["sk-claude-0123456789abcdef"],
  google: ["sk-google-0123456789abcdef"],
} as const;

export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-passthrough-"));
  const provider = await startFileProvider();
  const place = (name: keyof typeof secrets, dialect: string, passthrough?: string[]) => ({
    dialect,
    baseUrl: `${provider.url}/base`,
    allowPrivateNetwork: true,
    keys: secrets[name].map((value, i) => ({ name: `k${i}`, value })),
    ...(passthrough && { passthrough }),
  });
  const gateway = await startGateway({
    providers: {
      files: place("files", "openai", ["* /v1/files", "* /v1/files/*", "POST /v1/batches", "GET /v1/batches/*"]),
      spare: place("spare", "openai"),
      claude: place("claude", "anthropic", ["POST /v1/messages/batches"]),
      google: place("google", "gemini", ["GET /v1beta/files/*"]),
    },
    state: { folder },
    // Forms are not what this is about.
    server: { bodyLimitBytes: 1_000_000 },
    plugins: [
      ["@headgate/plugin-auth", { ...auth()[1], openAdmin: true }],
      ["@headgate/plugin-usage", { flushMs: 50 }],
      "@headgate/plugin-governance",
      fallback({ "*": ["spare/m"] }),
      ["@headgate/plugin-retry", { maxRetries: 1, initialMs: 1 }],
      "@headgate/plugin-key-failover",
    ],
  });
  return {
    gateway,
    provider,
    ask: (path, { headers, ...init } = {}) =>
      fetch(gateway.url + path, { ...init, headers: { authorization: `Bearer ${clientKey}`, ...(headers as object) } }),
    async close() {
      await gateway.stop();
      provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
