/** The providers of the matrix, one for each dialect, and what they do on command. */
import type { Fault } from "@headgate/simulator";

export type ProviderName = "openai" | "anthropic" | "gemini";

export interface Provider {
  readonly name: ProviderName;
  readonly model: string;
  /** Below the simulator's address. */
  readonly base: string;
  /** The same counts in each vendor's terms: 1000 in, of which 300 from the cache, 200 out, of which 50 to reason. */
  readonly usage: object;
  /** Those of Responses, whose usage differs from Chat's. */
  readonly responsesUsage?: object;
  /** The provider's own words for each status of the errors below. */
  readonly errors: Readonly<Record<ErrorName, { readonly status: number; readonly error: object }>>;
  /** Events of a stream before its first piece of text. */
  readonly opening: number;
  /** The error inside a stream, in its own words. */
  readonly midway: object;
}

export const errorNames = ["invalid", "limited", "overloaded", "broken"] as const;
export type ErrorName = (typeof errorNames)[number];

/** The number of text deltas before a stream breaks. */
const said = 3;
/** Seconds that a rate-limited client should wait. */
const wait = 7;

const words = {
  invalid: "The number of teapots is negative.",
  limited: "Slow down, please.",
  overloaded: "There are too many of you.",
  broken: "Something fell over.",
};

export const providers: readonly Provider[] = [
  {
    name: "openai",
    model: "gpt-4o",
    base: "/v1",
    usage: {
      prompt_tokens: 1000,
      completion_tokens: 200,
      total_tokens: 1200,
      prompt_tokens_details: { cached_tokens: 300 },
      completion_tokens_details: { reasoning_tokens: 50 },
    },
    responsesUsage: {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 300, cache_write_tokens: 0 },
      output_tokens: 200,
      output_tokens_details: { reasoning_tokens: 50 },
      total_tokens: 1200,
    },
    errors: {
      invalid: { status: 400, error: openaiError(words.invalid, "invalid_request_error", "invalid_value") },
      limited: { status: 429, error: openaiError(words.limited, "rate_limit_error", "rate_limit_exceeded") },
      overloaded: { status: 503, error: openaiError(words.overloaded, "server_error", null) },
      broken: { status: 500, error: openaiError(words.broken, "server_error", null) },
    },
    opening: 1,
    midway: { message: words.overloaded, type: "server_error", code: "overloaded" },
  },
  {
    name: "anthropic",
    model: "claude-sonnet-5",
    base: "",
    usage: {
      input_tokens: 700,
      cache_read_input_tokens: 300,
      output_tokens: 200,
      output_tokens_details: { thinking_tokens: 50 },
    },
    errors: {
      invalid: { status: 400, error: anthropicError(words.invalid, "invalid_request_error") },
      limited: { status: 429, error: anthropicError(words.limited, "rate_limit_error") },
      overloaded: { status: 529, error: anthropicError(words.overloaded, "overloaded_error") },
      broken: { status: 500, error: anthropicError(words.broken, "api_error") },
    },
    opening: 3,
    midway: { message: words.overloaded, type: "overloaded_error" },
  },
  {
    name: "gemini",
    model: "gemini-2.5-flash",
    base: "",
    usage: {
      promptTokenCount: 1000,
      cachedContentTokenCount: 300,
      candidatesTokenCount: 150,
      thoughtsTokenCount: 50,
      totalTokenCount: 1200,
    },
    errors: {
      invalid: { status: 400, error: geminiError(400, words.invalid, "INVALID_ARGUMENT") },
      limited: { status: 429, error: geminiError(429, words.limited, "RESOURCE_EXHAUSTED") },
      overloaded: { status: 503, error: geminiError(503, words.overloaded, "UNAVAILABLE") },
      broken: { status: 500, error: geminiError(500, words.broken, "INTERNAL") },
    },
    opening: 0,
    midway: { message: words.overloaded, code: 503, status: "UNAVAILABLE" },
  },
];

/** By the suffix of the model's name. */
export function faultsOf({ model, usage, responsesUsage, errors, opening, midway }: Provider): readonly Fault[] {
  return [
    ...(responsesUsage ? [{ model: `${model}-usage`, operation: "responses", usage: responsesUsage }] : []),
    { model: `${model}-usage`, usage },
    ...errorNames.map((name) => ({
      model: `${model}-${name}`,
      status: errors[name].status,
      body: errors[name].error,
      // Google gives it only in the body.
      ...(name === "limited" && opening > 0 && { headers: { "retry-after": String(wait) } }),
    })),
    // A Responses stream opens with more events.
    { model: `${model}-midway`, operation: "responses", errorAfter: 4 + said, error: midway },
    { model: `${model}-midway`, errorAfter: opening + said, error: midway },
  ];
}

function openaiError(message: string, type: string, code: string | null): object {
  return { error: { message, type, param: null, code } };
}
function anthropicError(message: string, type: string): object {
  return { type: "error", error: { type, message }, request_id: "req_1" };
}
function geminiError(code: number, message: string, status: string): object {
  const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${wait}s` };
  return { error: { code, message, status, ...(code === 429 && { details: [retry] }) } };
}
