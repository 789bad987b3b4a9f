/** With no config: everything there is, against the built-in simulator, for this machine only; or a real provider, for one new key. */
import type { GatewayConfigInput } from "@headgate/config";
import type { Refusal } from "@headgate/core";
import { notLoopback } from "@headgate/http";
import { startSimulator } from "@headgate/simulator";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Keyed, keyedBy } from "./keyed.ts";

interface Shown {
  readonly dialect: string;
  readonly models: string[];
  readonly passthrough?: string[];
}

/** By provider: enough to try every operation with. */
const shown: Readonly<Record<string, Shown>> = {
  openai: {
    dialect: "openai",
    passthrough: ["* /v1/files", "* /v1/files/*", "* /v1/batches", "* /v1/batches/*"],
    models: [
      "gpt-4o",
      "gpt-4o-mini",
      "gpt-3.5-turbo-instruct",
      "text-embedding-3-small",
      "tts-1",
      "whisper-1",
      "dall-e-3",
      "dall-e-2",
      "omni-moderation-latest",
    ],
  },
  anthropic: {
    dialect: "anthropic",
    passthrough: ["* /v1/messages/batches", "* /v1/messages/batches/*", "* /v1/files", "* /v1/files/*"],
    models: ["claude-3-5-sonnet-20241022", "claude-haiku-4-5"],
  },
  gemini: { dialect: "gemini", models: ["gemini-2.5-flash", "gemini-embedding-001"] },
  cohere: { dialect: "openai", models: ["rerank-english-v3.0"] },
  mistral: { dialect: "openai", models: ["mistral-ocr-latest"] },
};

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
  "@headgate/plugin-pinned",
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
  const served = keyedBy(environment);
  return served.length > 0 ? firstKey(served) : demo();
}

async function demo(): Promise<Unconfigured> {
  const simulator = await startSimulator({ models: Object.values(shown).flatMap(({ models }) => models) });
  const providers = Object.entries(shown).map(([name, about]) => {
    const baseUrl = about.dialect === "openai" ? `${simulator.url}/v1` : simulator.url;
    return [name, { ...about, baseUrl, allowPrivateNetwork: true }] as const;
  });
  return {
    config: {
      providers: Object.fromEntries(providers),
      plugins: [
        ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
        "@headgate/plugin-request-guard",
        ...management,
        ...attempts,
      ],
    },
    banner: [
      "DEMO: no config was found, so a built-in simulator answers, and no key is asked for, not even by /api.",
      "Only this machine is served. Write a headgate.config.json to go on.",
    ],
    admission: onlyThisMachine,
    close: () => simulator.close(),
  };
}

async function firstKey(served: readonly Keyed[]): Promise<Unconfigured> {
  const key = `hg-${randomBytes(24).toString("base64url")}`;
  // One variable may be the key of several.
  const set = [...new Set(served.map(({ variable }) => variable))];
  const [variables, names] = [set, served.map(({ name }) => name)].map(listed);
  const one = served.length === 1;
  return {
    config: {
      providers: Object.fromEntries(served.map(({ name, provider }) => [name, provider])),
      plugins: [["@headgate/plugin-auth", { keys: [{ name: "first", value: key }] }], ...attempts],
    },
    banner: [
      `No config was found; ${variables} ${set.length === 1 ? "is" : "are"} set, so ${names} ${one ? "is" : "are"} served to whoever has this key:`,
      `  ${key}`,
      "It is shown once and gone at the next start.",
      ...(one ? [] : [`Models are called by their provider, such as ${served[0]!.name}/MODEL.`]),
    ],
    close: async () => {},
  };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
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
