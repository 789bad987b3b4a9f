/** How the providers' operations report tokens. */
import { anthropic, gemini, openai, type Vendor } from "../together/vendors.ts";

/** Tokens as the ledger names them; what is absent the provider does not say. */
export interface Tokens {
  readonly input: number;
  readonly output?: number;
  readonly cache_read?: number;
  readonly cache_write?: number;
  readonly reasoning?: number;
}

export interface Told {
  readonly vendor: Vendor;
  /** The provider's operation, as faults name it. */
  readonly called: "chat" | "responses" | "embeddings" | "messages" | "generate";
  /** What the simulator's errors of these statuses are known by. */
  readonly codes: Readonly<Record<400 | 401 | 429, string>>;
  /** In which event of a stream. */
  readonly tells: "before the end" | "with the end" | "with every event";
  /** The most that this operation can report of these. */
  reports(tokens: Required<Tokens>): Tokens;
  /** A provider's usage object. */
  usage(tokens: Tokens): object;
}

const openaiCodes = { 400: "invalid_value", 401: "invalid_api_key", 429: "rate_limit_exceeded" };

export const chat: Told = {
  vendor: openai,
  codes: openaiCodes,
  called: "chat",
  tells: "before the end",
  // This API has no word for what was written to a cache.
  reports: ({ input, output, cache_read, reasoning }) => ({ input, output, cache_read, reasoning }),
  usage: ({ input, output, cache_read, reasoning }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + (output ?? 0),
    prompt_tokens_details: { cached_tokens: cache_read },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }),
};

export const responses: Told = {
  vendor: openai,
  codes: openaiCodes,
  called: "responses",
  tells: "with the end",
  reports: (tokens) => tokens,
  usage: ({ input, output, cache_read, cache_write, reasoning }) => ({
    input_tokens: input,
    input_tokens_details: { cached_tokens: cache_read, cache_write_tokens: cache_write },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + (output ?? 0),
  }),
};

export const embeddings: Told = {
  vendor: openai,
  codes: openaiCodes,
  called: "embeddings",
  tells: "with the end",
  reports: ({ input }) => ({ input }),
  usage: ({ input }) => ({ prompt_tokens: input, total_tokens: input }),
};

export const messages: Told = {
  vendor: anthropic,
  // Types, for it has no codes.
  codes: { 400: "invalid_request_error", 401: "authentication_error", 429: "rate_limit_error" },
  called: "messages",
  tells: "before the end",
  reports: (tokens) => tokens,
  // What was cached counts beside the input.
  usage: ({ input, output, cache_read = 0, cache_write = 0, reasoning }) => ({
    input_tokens: input - cache_read - cache_write,
    cache_creation_input_tokens: cache_write,
    cache_read_input_tokens: cache_read,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
  }),
};

export const generate: Told = {
  vendor: gemini,
  codes: { 400: "INVALID_ARGUMENT", 401: "API_KEY_INVALID", 429: "RESOURCE_EXHAUSTED" },
  called: "generate",
  tells: "with every event",
  // Nor has this one.
  reports: ({ input, output, cache_read, reasoning }) => ({ input, output, cache_read, reasoning }),
  // Thoughts count beside the candidates.
  usage: ({ input, output = 0, cache_read, reasoning = 0 }) => ({
    promptTokenCount: input,
    cachedContentTokenCount: cache_read,
    candidatesTokenCount: output - reasoning,
    thoughtsTokenCount: reasoning,
    totalTokenCount: input + output,
  }),
};
