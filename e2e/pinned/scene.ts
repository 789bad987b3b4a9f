/** The gateways of this folder: a provider with three keys, each of which keeps its own, and another provider beside it. */
import { type Call, type Simulator, startSimulator } from "@headgate/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import type Anthropic from "anthropic1";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { fallback } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type Client, connect, type Sdk } from "../start/sdks.ts";

export const secrets: readonly string[] = [
  "sk-pinned-0-0123456789abcdef",
  "sk-pinned-1-0123456789abcdef",
  "sk-pinned-2-0123456789abcdef",
];
const clientKeys = { maker: "client-key-of-the-maker-0123456789", other: "client-key-of-another-0123456789" };
export type Who = keyof typeof clientKeys;

export interface Place {
  readonly folder: string;
  readonly postgresUrl?: string;
}

/** What outlives a gateway: the providers and the folder. */
export interface Ground {
  /** Behind `openai/` and, in the other dialect, `claude/`; and behind `spare/`. */
  readonly openai: Simulator;
  readonly spare: Simulator;
  readonly folder: string;
  /** Without the secrets that are named here, the provider has all three. */
  start(without?: readonly string[], postgresUrl?: string): Promise<RunningGateway>;
  /** Takes down whatever is still running. */
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-pinned-"));
  const [openai, spare] = await Promise.all([startSimulator({ keys: secrets }), startSimulator()]);
  const gateways: RunningGateway[] = [];
  return {
    openai,
    spare,
    folder,
    async start(without = [], postgresUrl) {
      const gateway = await startPinned(
        { openai, spare },
        { folder, ...(postgresUrl !== undefined && { postgresUrl }) },
        without,
      );
      gateways.push(gateway);
      return gateway;
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.stop("SIGKILL")));
      await Promise.all([openai.close(), spare.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function clientOf(sdk: Sdk, gateway: RunningGateway, who: Who = "maker"): Client {
  return connect(sdk, gateway, clientKeys[who]);
}

/** An Anthropic client in either line: they agree on what is used here, so one type speaks for both. */
export function anthropicOf(Sdk: typeof Anthropic, gateway: RunningGateway, path = "", who: Who = "maker"): Anthropic {
  return new Sdk({ baseURL: gateway.url + path, apiKey: clientKeys[who], maxRetries: 0 });
}

/** What comes of the work, and with which one key its calls came to the provider; to the other provider comes none. */
export async function keyOf<T>({ openai, spare }: Ground, work: () => PromiseLike<T>, times = 1): Promise<readonly [T, string]> {
  const [before, beside] = [openai.calls.length, spare.calls.length];
  const result = await work();
  const calls: readonly Call[] = openai.calls.slice(before);
  const { key = "" } = calls[0] ?? {};
  const each = calls.map((call) => [call.key, secrets.includes(key)]);
  expect([each, spare.calls.length - beside]).toEqual([Array.from({ length: times }, () => [key, true]), 0]);
  return [result, key];
}

/** What is refused without a call. */
export async function unasked({ openai, spare }: Ground, work: () => Promise<void>): Promise<void> {
  const before = [openai.calls.length, spare.calls.length];
  await work();
  expect([openai.calls.length, spare.calls.length]).toEqual(before);
}

/** So often that all of several keys are drawn, as sure as can be. */
export const often: readonly number[] = Array.from({ length: 20 }, (_, i) => i);

function startPinned(
  { openai, spare }: Pick<Ground, "openai" | "spare">,
  state: Place,
  without: readonly string[],
): Promise<RunningGateway> {
  const keys = secrets.map((value, i) => ({ name: `k${i}`, value, weight: 1 })).filter(({ value }) => !without.includes(value));
  const passthrough = ["POST /v1/files", "* /v1/files/*", "POST /v1/batches", "* /v1/batches/*"];
  const ofAnthropic = ["POST /v1/files", "* /v1/files/*", "POST /v1/messages/batches", "* /v1/messages/batches/*"];
  const here = { dialect: "openai", allowPrivateNetwork: true };
  return startGateway({
    providers: {
      openai: { ...here, baseUrl: `${openai.url}/v1`, keys, passthrough },
      claude: { ...here, dialect: "anthropic", baseUrl: openai.url, keys, passthrough: ofAnthropic },
      spare: { ...here, baseUrl: `${spare.url}/v1`, keys: [{ name: "k0", value: "sk-spare-0123456789abcdef" }] },
    },
    models: { smart: ["spare/gpt-4o", "openai/gpt-4o"] },
    state,
    plugins: [
      ["@headgate/plugin-auth", { keys: Object.entries(clientKeys).map(([name, value]) => ({ name, value })) }],
      "@headgate/plugin-pinned",
      "@headgate/plugin-session-sticky",
      fallback({ "*": ["spare/gpt-4o"] }),
      ["@headgate/plugin-key-failover", { order: "weighted" }],
    ],
  });
}
