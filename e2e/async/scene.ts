/** Gateways with jobs over one simulator, and the few requests that all suites make of them. */
import type { GatewayConfigInput } from "@headgate/config";
import { type Simulator, type SimulatorOptions, startSimulator } from "@headgate/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export interface Place {
  readonly folder: string;
  readonly redisUrl?: string;
  readonly postgresUrl?: string;
}

export interface Scene {
  readonly simulator: Simulator;
  readonly gateway: RunningGateway;
  close(): Promise<void>;
}

/** One process on SQLite and memory. */
export async function startAlone(options: SimulatorOptions = {}, jobs: object = {}): Promise<Scene> {
  const { folder, remove } = newFolder();
  const simulator = await startSimulator(options);
  const gateway = await startWithJobs(simulator, { folder }, jobs);
  return {
    simulator,
    gateway,
    async close() {
      await gateway.stop("SIGKILL");
      await simulator.close();
      remove();
    },
  };
}

export function newFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "headgate-async-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What each call costs, in nano-dollars, when the simulator says `usage`: 100 tokens in at $1 and 10 out at $4 per million. */
export const callCost = 140_000;
export const usage: object = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
const price = { input: 1, output: 4, cacheRead: 1, context: 100, maxOutput: 10 };

export function startWithJobs(simulator: Pick<Simulator, "url">, state: Place, jobs: object = {}): Promise<RunningGateway> {
  const plugins: GatewayConfigInput["plugins"] = [
    ["@headgate/plugin-auth", { anonymous: true, openAdmin: true }],
    ["@headgate/plugin-usage", { flushMs: 50 }],
    ["@headgate/plugin-governance", { leaseMs: 3000, prices: { "*": price, "gpt-4o-mini": price } }],
    "@headgate/plugin-rate-limit",
    ["@headgate/plugin-async-job", jobs],
    "@headgate/plugin-session-sticky",
    "@headgate/plugin-fallback",
    "@headgate/plugin-key-failover",
  ];
  const providers = {
    openai: localProvider(simulator, { concurrency: 400 }),
    anthropic: localProvider(simulator, { dialect: "anthropic", baseUrl: simulator.url }),
  };
  return startGateway({ providers, state, plugins });
}

/** A job as it is told. */
export interface Envelope {
  readonly id: string;
  readonly status: "pending" | "processing" | "completed" | "failed";
  readonly created_at: string;
  readonly expires_at?: string;
  readonly completed_at?: string;
  readonly status_code?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly error: { readonly message: string; readonly code?: string } };
}

export interface Answer<T = Envelope> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export type Sent = Readonly<Record<string, string>>;

/** JSON in and out. */
export async function ask<T = Envelope>(
  url: string,
  method: string,
  path: string,
  { headers = {}, json }: { headers?: Sent; json?: unknown } = {},
): Promise<Answer<T>> {
  const said = json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) };
  const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", ...headers }, ...said });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === "" ? undefined : JSON.parse(text)) as T };
}

/** Polls until it has ended, as a client would; rejects after half a minute. */
export async function collect(url: string, path: string, id: string, headers: Sent = {}): Promise<Answer> {
  const until = performance.now() + 30_000;
  for (;;) {
    const answer = await ask(url, "GET", `${path}/${id}`, { headers });
    if (answer.status !== 202) return answer;
    if (performance.now() > until) throw new Error(`job ${id} is ${answer.body.status} after 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface VirtualKey {
  readonly id: string;
  readonly value: string;
}

export async function createKey(url: string, more: object = {}): Promise<VirtualKey> {
  const { status, body } = await ask<{ virtual_key: VirtualKey }>(url, "POST", "/api/governance/virtual-keys", {
    json: { name: `key-${Math.random()}`, ...more },
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.virtual_key;
}

/** One body for each operation that there is, and where the text or number stands that its result must hold. */
export const operations: readonly {
  readonly path: string;
  /** As a refused stream calls it; undefined where none could be asked for. */
  readonly kind?: string;
  /** How one is asked for; default `stream: true`. */
  readonly streaming?: object;
  readonly body: Readonly<Record<string, unknown>>;
  readonly required: string;
  readonly shows: object;
  /** Its answer is no JSON, and has nothing of the gateway in it. */
  readonly contentType?: string;
  /** Of another dialect than OpenAI's, whose answers have nothing of the gateway in them. */
  readonly foreign?: true;
}[] = [
  {
    path: "chat/completions",
    kind: "chat completions",
    body: { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] },
    required: "messages",
    shows: { choices: [{ message: { content: expect.any(String) } }] },
  },
  {
    path: "completions",
    kind: "text completions",
    body: { model: "openai/gpt-3.5-turbo-instruct", prompt: "Hello" },
    required: "prompt",
    shows: { choices: [{ text: expect.any(String) }] },
  },
  {
    path: "responses",
    kind: "responses",
    body: { model: "openai/gpt-4o-mini", input: "Hello" },
    required: "input",
    shows: { output: [expect.any(Object)] },
  },
  {
    path: "embeddings",
    body: { model: "openai/text-embedding-3-small", input: "Hello" },
    required: "input",
    shows: { data: [{ embedding: expect.any(Array) }] },
  },
  {
    path: "audio/speech",
    kind: "speech",
    streaming: { stream_format: "sse" },
    body: { model: "openai/tts-1", input: "Hello", voice: "alloy" },
    required: "voice",
    shows: { content_type: "audio/mpeg", audio: expect.stringMatching(/^\/\/uQZA/) },
    contentType: "audio/mpeg",
  },
  {
    path: "images/generations",
    kind: "image generations",
    body: { model: "openai/dall-e-3", prompt: "a dot" },
    required: "prompt",
    shows: { data: [{ url: expect.any(String) }] },
  },
  {
    path: "rerank",
    body: { model: "openai/rerank-english-v3.0", query: "red", documents: ["red apples", "green pears"] },
    required: "documents",
    shows: { results: [{ index: 0, relevance_score: 1 }, { index: 1 }] },
  },
  {
    path: "ocr",
    body: { model: "openai/mistral-ocr-latest", document: { type: "document_url", document_url: "https://a.b/c.pdf" } },
    required: "document",
    shows: { pages: [{ markdown: "# https://a.b/c.pdf" }] },
  },
  {
    path: "messages",
    kind: "messages",
    body: {
      model: "anthropic/claude-3-5-sonnet-20241022",
      max_tokens: 100,
      messages: [{ role: "user", content: "Hello" }],
    },
    required: "max_tokens",
    shows: { type: "message", content: [{ type: "text", text: expect.any(String) }], stop_reason: "end_turn" },
    foreign: true,
  },
];
