/** A gateway with all plugins, and its virtual keys, each with a different limit. */
import type { GatewayConfigInput } from "@headgate/config";
import { startSimulator } from "@headgate/simulator";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auth, localProvider } from "../start/config.ts";
import { type LogLine, type RunningGateway, startGateway } from "../start/gateway.ts";

export type FailMode = "closed" | "open";

export interface Subject {
  readonly running: RunningGateway;
  admin(method: string, path: string, body?: object): Promise<Answer>;
  chat(key: string, stream: boolean, session?: string): Promise<Answer>;
  /** The value of a new virtual key. */
  createKey(limits?: object): Promise<string>;
  /** Levels and words of what was said besides the access log, from that line on. */
  said(from: number): readonly string[];
  /** When (epoch ms) it said so for the first time since then; as soon as it does. */
  heard(words: string, since: number): Promise<number>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  /** Of what is JSON. */
  readonly body: Body | undefined;
  readonly text: string;
  readonly ms: number;
}

export interface Body {
  readonly error?: { readonly code: string };
  readonly extra_fields?: { readonly refused_by?: string };
  readonly virtual_key?: { readonly value: string };
  readonly total_count?: number;
}

/** Each call costs exactly $0.01, and that is what is held for it. */
const price = { input: 0, output: 1000, cacheRead: 0, cacheWrite: 0, context: 1000, maxOutput: 100 };
const usage = { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 };
/** Whatever the day: a year does not end under way. */
const year = "1Y";
export const budgetOf = (calls: number): object => ({ budget: { max_limit: calls / 100, reset_duration: year } });
export const requestsOf = (calls: number): object => ({
  rate_limit: { request_max_limit: calls, request_reset_duration: year },
});

let created = 0;

export async function startSubject(
  state: { readonly redisUrl?: string; readonly postgresUrl?: string },
  failModes: { readonly governance: FailMode; readonly rateLimit: FailMode },
): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-brown-out-"));
  const simulator = await startSimulator({ models: ["gpt-4o"], faults: [{ usage }], record: 100 });
  const plugin = (name: string, options: object = {}): [string, object] => [`@headgate/plugin-${name}`, options];
  const config: GatewayConfigInput = {
    providers: { openai: localProvider(simulator) },
    state: { folder, ...state },
    plugins: [
      ["@headgate/plugin-auth", { ...auth()[1], openAdmin: true }],
      plugin("admin"),
      plugin("usage"),
      plugin("governance", { failMode: failModes.governance, prices: { "openai/gpt-4o": price } }),
      plugin("rate-limit", { failMode: failModes.rateLimit }),
      ...["session-sticky", "fallback", "circuit-breaker", "retry", "key-failover"].map((name) => plugin(name)),
    ],
  };
  const running = await startGateway(config);
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const began = performance.now();
    const response = await fetch(running.url + path, init);
    const text = await response.text();
    const ms = performance.now() - began;
    const json = response.headers.get("content-type")?.startsWith("application/json");
    return { status: response.status, text, ms, body: json ? (JSON.parse(text) as Body) : undefined };
  };
  const json = { "content-type": "application/json" };
  const admin: Subject["admin"] = (method, path, body) =>
    ask(path, { method, headers: json, ...(body ? { body: JSON.stringify(body) } : {}) });
  return {
    running,
    admin,
    chat(key, stream, session) {
      const body = { model: "openai/gpt-4o", stream, max_tokens: 10, messages: [{ role: "user", content: "Hello" }] };
      const headers = { ...json, "x-bf-vk": key, ...(session ? { "x-bf-session-id": session } : {}) };
      return ask("/v1/chat/completions", { method: "POST", headers, body: JSON.stringify(body) });
    },
    async createKey(limits = {}) {
      const { status, text, body } = await admin("POST", "/api/governance/virtual-keys", { name: `key ${created++}`, ...limits });
      if (status !== 200 || !body?.virtual_key) throw new Error(text);
      return body.virtual_key.value;
    },
    said: (from) => running.logs().slice(from).flatMap(wordsOf),
    async heard(words, since) {
      const fits = (line: LogLine): boolean => Number(line["time"]) >= since && wordsOf(line)[0] === words;
      return Number((await running.waitForLog(fits))["time"]);
    },
    async close() {
      await running.stop();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const levels: Readonly<Record<string, string>> = { 30: "info", 40: "warn", 50: "error", 60: "fatal" };

function wordsOf({ msg, level }: LogLine): string[] {
  return msg === "request" ? [] : [`${levels[String(level)]}: ${String(msg)}`];
}

/** A whole answer: a stream that was cut has no terminator. */
export function isWhole({ status, text }: Answer, stream: boolean): boolean {
  return status === 200 && (stream ? text.trimEnd().endsWith("data: [DONE]") : text.includes('"finish_reason"'));
}

export function p99(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.ceil(all.length * 0.99) - 1]!;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
