/** The ways of asking that the issue names, each with its request and the shape in which its provider reports tokens. */

/** Tokens as the ledger names them; what is absent the provider does not say. */
export interface Tokens {
  readonly input: number;
  readonly output?: number;
  readonly cache_read?: number;
  readonly cache_write?: number;
  readonly reasoning?: number;
}

export interface Way {
  readonly name: string;
  readonly operation: "chat" | "responses" | "embeddings";
  readonly stream: boolean;
  readonly url: string;
  /** `user` travels to the provider and tells one call from another. */
  body(model: string, user: string): object;
  /** The most that this operation can report of these. */
  reports(tokens: Required<Tokens>): Tokens;
  /** A provider's usage object. */
  usage(tokens: Tokens): object;
  /** What such an object says. */
  read(usage: Usage): Tokens;
}

// oxlint-disable-next-line typescript/no-explicit-any -- parsed JSON, compared as a whole
type Usage = any;

const said = "Say something.";

const chat: Omit<Way, "name" | "stream"> = {
  operation: "chat",
  url: "/v1/chat/completions",
  body: (model, user) => ({ model, user, max_tokens: 500, messages: [{ role: "user", content: said }] }),
  // This API has no word for what was written to a cache.
  reports: ({ input, output, cache_read, reasoning }) => ({ input, output, cache_read, reasoning }),
  usage: ({ input, output, cache_read, reasoning }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + (output ?? 0),
    prompt_tokens_details: { cached_tokens: cache_read },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }),
  read: (usage: Usage) => ({
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    cache_read: usage.prompt_tokens_details.cached_tokens,
    reasoning: usage.completion_tokens_details.reasoning_tokens,
  }),
};

const responses: Omit<Way, "name" | "stream"> = {
  operation: "responses",
  url: "/v1/responses",
  body: (model, user) => ({ model, user, max_output_tokens: 500, input: said }),
  reports: (tokens) => tokens,
  usage: ({ input, output, cache_read, cache_write, reasoning }) => ({
    input_tokens: input,
    input_tokens_details: { cached_tokens: cache_read, cache_write_tokens: cache_write },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + (output ?? 0),
  }),
  read: (usage: Usage) => ({
    input: usage.input_tokens,
    output: usage.output_tokens,
    cache_read: usage.input_tokens_details.cached_tokens,
    cache_write: usage.input_tokens_details.cache_write_tokens,
    reasoning: usage.output_tokens_details.reasoning_tokens,
  }),
};

const embeddings: Omit<Way, "name" | "stream"> = {
  operation: "embeddings",
  url: "/v1/embeddings",
  body: (model, user) => ({ model, user, input: said.repeat(20) }),
  reports: ({ input }) => ({ input }),
  usage: ({ input }) => ({ prompt_tokens: input, total_tokens: input }),
  read: (usage: Usage) => ({ input: usage.prompt_tokens }),
};

export const ways: readonly Way[] = [
  { ...chat, name: "chat", stream: false },
  { ...chat, name: "chat, streamed", stream: true },
  { ...responses, name: "responses", stream: false },
  { ...responses, name: "responses, streamed", stream: true },
  { ...embeddings, name: "embeddings", stream: false },
];
