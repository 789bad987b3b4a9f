/** Every header and field of an inference request that reaches state, with a hostile text in it. */
import type { Sent } from "./client.ts";
import { inMemory, type Probe, type Step } from "./step.ts";

/** Values of virtual keys. */
export interface Keys {
  /** May do everything. */
  readonly used: string;
  /** Its name is the text. */
  readonly named: string;
}

const credentials = ["x-bf-vk", "authorization", "x-api-key", "x-goog-api-key", "api-key"];
const others = (
  "x-bf-session-id x-bf-session-ttl x-request-id x-team user-agent referer cookie accept accept-language x-forwarded-for forwarded " +
  "origin via traceparent tracestate baggage idempotency-key x-bf-direct-key x-bf-eh-x-own openai-organization anthropic-beta"
).split(" ");
/** The first of these that is present counts. */
const sessions = (
  "x-claude-code-session-id session-id session_id x-mux-workspace-id x-interaction-id x-client-session-id x-kilocode-taskid " +
  "x-coder-chat-id x-opencode-session x-session-affinity"
).split(" ");

const messages = [{ role: "user", content: "Hello" }];
/** No provider serves it, but sessions are looked up all the same. */
const nowhere = { model: "nowhere", messages };
const chat = { model: "openai/gpt-4o-mini", max_tokens: 1, messages };

export function inferenceSteps({ text, escaped, fitsHeader }: Probe, { used, named }: Keys): readonly Step[] {
  const post = (path: string, body: object, headers: Sent["headers"] = { "x-bf-vk": used }): Step => ({
    sent: { method: "POST", path: `/v1/${path}`, headers, body },
  });
  const strange = { [text]: text };
  const said = { ...strange, user: text, metadata: strange, stop: [text] };
  return [
    post("chat/completions", { ...chat, model: text, fallbacks: [`openai/${text}`, `anthropic/${text}`, text] }),
    post("chat/completions", { ...chat, model: `openai/${text}` }),
    post("chat/completions", { ...chat, model: `${text}/gpt-4o-mini` }),
    post("chat/completions", { ...chat, ...said, messages: [{ role: "user", content: text, name: text }] }),
    post("chat/completions", { ...chat, ...said, stream: true, messages: [{ role: text, content: [{ type: text, text }] }] }),
    post("chat/completions", chat, { "x-bf-vk": named }),
    post("completions", { ...said, model: "openai/gpt-3.5-turbo-instruct", prompt: text, max_tokens: 1 }),
    post("embeddings", { ...strange, model: "openai/text-embedding-3-small", input: text }),
    post("responses", {
      ...strange,
      model: "openai/gpt-4o-mini",
      input: text,
      previous_response_id: text,
      max_output_tokens: 16,
    }),
    ...(fitsHeader ? recorded(text, used).map((headers) => post("chat/completions", chat, headers)) : []),
    ...inMemory([
      post(`chat/completions?key=${escaped}`, chat, {}),
      ...(fitsHeader ? credentialsOf(text).map((headers) => post("chat/completions", chat, headers)) : []),
      ...(fitsHeader ? sessionsOf(text, used).map((headers) => post("chat/completions", nowhere, headers)) : []),
    ]),
  ];
}

/** One at a time, because the connection does not survive it. */
export function brokenSteps({ text, fitsHeader }: Probe, { used }: Keys): readonly Step[] {
  if (fitsHeader) return [];
  const sent = (headers: Sent["headers"]): Step => ({
    sent: { method: "POST", path: "/v1/chat/completions", headers, body: chat },
  });
  return [...recorded(text, used), ...credentialsOf(text), ...sessionsOf(text, used)].map(sent);
}

type Headers = NonNullable<Sent["headers"]>;

function recorded(text: string, used: string): readonly Headers[] {
  const key = { "x-bf-vk": used };
  const isName = /^[\w!#$%&'*+.^`|~-]{1,255}$/.test(text);
  return [{ ...Object.fromEntries(others.map((name) => [name, text])), ...key }, ...(isName ? [{ ...key, [text]: text }] : [])];
}

function credentialsOf(text: string): readonly Headers[] {
  return credentials.map((name) => ({ [name]: name === "authorization" ? `Bearer ${text}` : text }));
}

function sessionsOf(text: string, used: string): readonly Headers[] {
  return sessions.map((name) => ({ "x-bf-vk": used, [name]: text }));
}
