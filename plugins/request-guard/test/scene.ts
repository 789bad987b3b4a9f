/** One request past the guard, and what became of it. */
import { type Call, type Reply, reply } from "@headgate/core";
import requestGuard, { type RequestGuardOptions } from "@headgate/plugin-request-guard";
import { run, type TestRequest } from "@headgate/testkit";
import { bytesBody } from "@headgate/wire";

export const minimal: Readonly<Record<string, object>> = {
  chat: { model: "openai/gpt-4o", messages: [{ role: "user", content: "Hello" }] },
  completions: { model: "openai/gpt-3.5-turbo-instruct", prompt: "Hello" },
  responses: { model: "openai/gpt-4o", input: "Hello" },
  messages: { model: "anthropic/claude", max_tokens: 100, messages: [{ role: "user", content: "Hello" }] },
  embeddings: { model: "openai/text-embedding-3-small", input: "Hello" },
  generate: { contents: [{ parts: [{ text: "Hello" }] }] },
};

export interface Verdict {
  readonly status: number;
  readonly message?: string | undefined;
  readonly param?: string | undefined;
  readonly code?: string | undefined;
  readonly details?: readonly unknown[] | undefined;
}

export async function judge(
  operation: string,
  fields: object,
  options: RequestGuardOptions = {},
  call: { readonly provider?: string; readonly model?: string } = {},
): Promise<Verdict> {
  return verdictOf({ operation, json: { ...minimal[operation], ...fields } }, options, call);
}

/** The body to the letter, as JSON.stringify would never write it. */
export async function judgeText(operation: string, text: string, options: RequestGuardOptions = {}): Promise<Verdict> {
  return verdictOf({ operation, body: bytesBody(Buffer.from(text)) }, options);
}

export async function verdictOf(request: TestRequest, options: RequestGuardOptions = {}, call: object = {}): Promise<Verdict> {
  const { status, error } = await run([requestGuard(options)], { request, call, send: (_x, sent) => fine(sent) });
  return error ? { status, message: error.message, param: error.param, code: error.code, details: error.details } : { status };
}

export const fine = (call: Call): Reply => reply({ status: 200, call, body: "{}" });
