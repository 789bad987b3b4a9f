/** With no config: everything there is, against the built-in simulator, for this machine only; or a real provider, for one new key. */
import type { GatewayConfigInput } from "@headgate/config";
import type { Refusal } from "@headgate/core";
import { notLoopback } from "@headgate/http";
import { startSimulator } from "@headgate/simulator";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

const openaiModels = [
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-3.5-turbo-instruct",
  "text-embedding-3-small",
  "tts-1",
  "whisper-1",
  "dall-e-3",
  "dall-e-2",
];
const anthropicModels = ["claude-3-5-sonnet-20241022", "claude-haiku-4-5"];
const geminiModels = ["gemini-2.5-flash"];

/** Who may use what and how much, and what was used. */
const management = [
  "@headgate/plugin-admin",
  "@headgate/plugin-usage",
  "@headgate/plugin-governance",
  "@headgate/plugin-rate-limit",
  "@headgate/plugin-async-job",
];

/** Everything that makes the most of a provider that misbehaves, in its usual order. */
const attempts = [
  "@headgate/plugin-session-sticky",
  "@headgate/plugin-fallback",
  "@headgate/plugin-circuit-breaker",
  "@headgate/plugin-retry",
  "@headgate/plugin-key-failover",
];

/** What is served when no config file was found. */
export interface Unconfigured {
  readonly config: GatewayConfigInput;
  readonly banner: readonly string[];
  /** The demo is open, so it answers this machine only. */
  readonly admission?: (req: IncomingMessage) => Refusal | undefined;
  close(): Promise<void>;
}

export async function unconfigured(environment: Readonly<Record<string, string | undefined>>): Promise<Unconfigured> {
  return environment["OPENAI_API_KEY"] ? firstKey() : demo();
}

async function demo(): Promise<Unconfigured> {
  const simulator = await startSimulator({ models: [...openaiModels, ...anthropicModels, ...geminiModels] });
  const place = (dialect: string, baseUrl: string, models: string[]) => ({ dialect, baseUrl, models, allowPrivateNetwork: true });
  return {
    config: {
      providers: {
        openai: place("openai", `${simulator.url}/v1`, openaiModels),
        anthropic: place("anthropic", simulator.url, anthropicModels),
        gemini: place("gemini", simulator.url, geminiModels),
      },
      plugins: [["@headgate/plugin-auth", { anonymous: true, openAdmin: true }], ...management, ...attempts],
    },
    banner: [
      "DEMO: no config was found, so a built-in simulator answers, and no key is asked for, not even by /api.",
      "Only this machine is served. Write a headgate.config.json to go on.",
    ],
    admission: onlyThisMachine,
    close: () => simulator.close(),
  };
}

async function firstKey(): Promise<Unconfigured> {
  const key = `hg-${randomBytes(24).toString("base64url")}`;
  return {
    config: {
      providers: {
        openai: { dialect: "openai", baseUrl: "https://api.openai.com/v1", keys: [{ name: "k0", value: "env.OPENAI_API_KEY" }] },
      },
      plugins: [["@headgate/plugin-auth", { keys: [{ name: "first", value: key }] }], ...attempts],
    },
    banner: [
      "No config was found; OPENAI_API_KEY is set, so openai is served to whoever has this key:",
      `  ${key}`,
      "It is shown once and gone at the next start.",
    ],
    close: async () => {},
  };
}

/** A page of some other origin, or a name that was rebound to this machine, is not its user. */
export function onlyThisMachine({ headers: { host = "", origin } }: IncomingMessage): Refusal | undefined {
  if (!isLoopback(host)) return notLoopback(`the Host header is ${JSON.stringify(host)}`);
  if (origin !== undefined && !isLoopback(origin.replace(/^https?:\/\//, "")))
    return notLoopback(`the Origin is ${JSON.stringify(origin)}`);
  return undefined;
}

export function isLoopback(hostAndPort: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)(?::\d+)?$/i.test(hostAndPort);
}
