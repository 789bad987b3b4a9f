/** Calls a gateway as a client and as its operator, over connections of its own. */
import { Agent, request } from "node:http";
import type { RunningGateway } from "../start/gateway.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface VirtualKey {
  readonly id: string;
  readonly value: string;
}

type To = Pick<RunningGateway, "url">;

/** Rejects when the connection breaks. */
export function post(to: To, path: string, body: object, key?: VirtualKey, method = "POST"): Promise<Answer> {
  const headers = { "content-type": "application/json", ...(key && { "x-bf-vk": key.value }) };
  return new Promise((resolve, reject) => {
    const sent = request(to.url + path, { method, headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(method === "GET" ? undefined : JSON.stringify(body));
  });
}

// An idle connection goes before the gateway closes it, or a request would meet the closing.
const agent = new Agent({ keepAlive: true, timeout: 3000 });

/** An operation with what it needs, as one client sends it. */
export const operations = {
  chat: { path: "/v1/chat/completions", body: { max_tokens: 10, messages: [{ role: "user", content: "Say something." }] } },
  completions: { path: "/v1/completions", body: { max_tokens: 10, prompt: `Say something. ${"And then. ".repeat(5)}` } },
  responses: { path: "/v1/responses", body: { max_output_tokens: 10, input: "Say something." } },
  embeddings: { path: "/v1/embeddings", body: { input: "something" } },
} as const;

export type Operation = keyof typeof operations;

export function ask(to: To, operation: Operation, key: VirtualKey, more: object = {}): Promise<Answer> {
  const { path, body } = operations[operation];
  // No shorter than the context that is priced, so that every call holds the same.
  return post(to, path, { model: "openai/gpt-4o-mini", ...body, user: "someone ".repeat(12), ...more }, key);
}

/** The decision's name, as Bifrost's clients read it. */
export function decision({ status, text }: Answer): string {
  return status < 400 ? String(status) : `${status} ${(JSON.parse(text) as { type?: string }).type}`;
}

/** How often each of them occurs. */
export function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Throws unless it is answered 200. */
export async function manage<T>(to: To, method: string, path: string, body: object = {}): Promise<T> {
  const { status, text } = await post(to, path, body, undefined, method);
  if (status !== 200) throw new Error(`${method} ${path} was answered ${status} ${text}`);
  return JSON.parse(text) as T;
}

const keys = "/api/governance/virtual-keys";

export async function createKey(to: To, limits: object = {}): Promise<VirtualKey> {
  const name = `key ${created++}`;
  return (await manage<{ virtual_key: VirtualKey }>(to, "POST", keys, { name, ...limits })).virtual_key;
}

let created = 0;

/** Resolves when each of them has read of this key. */
export async function known(to: readonly To[], key: VirtualKey): Promise<void> {
  for (const one of to) await until(() => usedOf(one, key).catch(() => undefined));
}

export async function rotateKey(to: To, { id }: VirtualKey): Promise<VirtualKey> {
  return (await manage<{ virtual_key: VirtualKey }>(to, "POST", `${keys}/${id}/rotate`)).virtual_key;
}

export async function updateKey(to: To, { id }: VirtualKey, change: object): Promise<void> {
  await manage(to, "PUT", `${keys}/${id}`, change);
}

export interface Used {
  readonly budget: { readonly current_usage: number };
  readonly rate_limit: { readonly request_current_usage: number };
}

export async function usedOf(to: To, { id }: VirtualKey): Promise<Used> {
  return (await manage<{ virtual_key: Used }>(to, "GET", `${keys}/${id}`)).virtual_key;
}

export interface Sums {
  readonly requests: number;
  readonly cost: number;
}

export async function summaryOf(to: To, { id }: VirtualKey): Promise<Sums> {
  return (await manage<{ summary: [Sums] }>(to, "GET", `/api/usage/summary?caller=${id}`)).summary[0];
}

/** Asks again, every `everyMs`, until the condition holds. */
export async function until<T>(look: () => Promise<T | undefined>, everyMs = 25): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
