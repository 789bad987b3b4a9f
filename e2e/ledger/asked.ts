/** What the clients' operations ask, and what they are told of tokens. */
import type { Tokens } from "./told.ts";

export interface Asked {
  /** As the ledger names it. */
  readonly operation: "chat" | "responses" | "embeddings" | "messages" | "generate";
  url(model: string, stream: boolean): string;
  /** `user` travels to the provider and tells one call from another. */
  body(model: string, user: string, stream: boolean): object;
  /** What the client's usage object says. */
  read(usage: Usage): Tokens;
}

// oxlint-disable-next-line typescript/no-explicit-any -- parsed JSON, compared as a whole
type Usage = any;

const said = "Say something.";
const flag = (stream: boolean): object => (stream ? { stream } : {});

export const chat: Asked = {
  operation: "chat",
  url: () => "/v1/chat/completions",
  body: (model, user, stream) => ({
    model,
    user,
    max_tokens: 500,
    messages: [{ role: "user", content: said }],
    ...flag(stream),
  }),
  read: (usage: Usage) => ({
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    cache_read: usage.prompt_tokens_details?.cached_tokens,
    cache_write: usage.prompt_tokens_details?.cache_write_tokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens,
  }),
};

export const responses: Asked = {
  operation: "responses",
  url: () => "/v1/responses",
  body: (model, user, stream) => ({ model, user, max_output_tokens: 500, input: said, ...flag(stream) }),
  read: (usage: Usage) => ({
    input: usage.input_tokens,
    output: usage.output_tokens,
    cache_read: usage.input_tokens_details.cached_tokens,
    cache_write: usage.input_tokens_details.cache_write_tokens,
    reasoning: usage.output_tokens_details.reasoning_tokens,
  }),
};

export const embeddings: Asked = {
  operation: "embeddings",
  url: () => "/v1/embeddings",
  body: (model, user) => ({ model, user, input: said.repeat(20) }),
  read: (usage: Usage) => ({ input: usage.prompt_tokens }),
};

export const messages: Asked = {
  operation: "messages",
  url: () => "/v1/messages",
  body: (model, user, stream) => ({
    model,
    max_tokens: 500,
    messages: [{ role: "user", content: said }],
    metadata: { user_id: user },
    ...flag(stream),
  }),
  read: ({
    input_tokens,
    output_tokens,
    cache_read_input_tokens,
    cache_creation_input_tokens,
    output_tokens_details,
  }: Usage) => ({
    input: input_tokens + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0),
    output: output_tokens,
    cache_read: cache_read_input_tokens,
    cache_write: cache_creation_input_tokens,
    reasoning: output_tokens_details?.thinking_tokens,
  }),
};

export const generate: Asked = {
  operation: "generate",
  url: (model, stream) => `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  body: (_model, user) => ({ contents: [{ role: "user", parts: [{ text: said }] }], labels: { user } }),
  read: ({ promptTokenCount, candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount }: Usage) => ({
    input: promptTokenCount,
    output: candidatesTokenCount + (thoughtsTokenCount ?? 0),
    cache_read: cachedContentTokenCount,
    reasoning: thoughtsTokenCount,
  }),
};
