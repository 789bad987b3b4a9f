/** How many tokens a call may take, before anybody knows, and how many it took. */
import type { Call, Exchange, Usage } from "@headgate/core";
import type { RateLimitConfig } from "./options.ts";

export interface Estimate {
  readonly input: number;
  /** Of the answer, as the request itself bounds it; 0 where it does not. */
  readonly asked: number;
  /** Of the answer where nothing is asked. */
  readonly guessed: number;
}

export type EstimateTokens = (x: Exchange, call: Call) => Estimate;

export function createEstimate({ bytesPerToken, output }: RateLimitConfig["estimateTokens"]): EstimateTokens {
  return (x, { body }) => {
    if (counted.has(x.operation)) return nothing;
    const input = Math.ceil(body.size / bytesPerToken);
    if (x.operation === "embeddings") return { input, asked: 0, guessed: 0 };
    const answers = count(x.field("n")) || 1;
    return { input, asked: bounded(askedOf(x) * answers), guessed: bounded(output * answers) };
  };
}

/** What these take is no text: a recording's or a picture's bytes say nothing of its tokens, which are counted when they are told. */
const counted: ReadonlySet<string> = new Set([
  "speech",
  "transcriptions",
  "translations",
  "image_generations",
  "image_edits",
  "image_variations",
  "ocr",
]);
const nothing: Estimate = { input: 0, asked: 0, guessed: 0 };

/**
 * What is held under a limit of `max`. What the client asks for must fit; a mere guess keeps no request out of a limit
 * that is wholly free, and guesses about answers leave room for ten at a time.
 */
export function heldOf({ input, asked, guessed }: Estimate, max: number): number {
  const output = asked || Math.min(guessed, Math.ceil(max / 10));
  return Math.max(asked, Math.min(input + output, max));
}

/** `input` is taken where a stream that ended early was only counted by its events. */
export function tokensOf({ units, estimated }: Usage, input: number): number {
  return (units["input"] ?? (estimated ? input : 0)) + (units["output"] ?? 0);
}

function askedOf(x: Exchange): number {
  if (x.operation === "responses") return count(x.field("max_output_tokens"));
  if (x.dialect === "gemini") {
    const config = x.field("generationConfig");
    return typeof config === "object" && config !== null && "maxOutputTokens" in config ? count(config.maxOutputTokens) : 0;
  }
  return count(x.field("max_completion_tokens")) || count(x.field("max_tokens"));
}

/** Clients write these numbers: what is none is left to the provider to refuse. */
function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? Math.ceil(bounded(value)) : 0;
}

function bounded(tokens: number): number {
  return Math.min(tokens, Number.MAX_SAFE_INTEGER);
}
