/** Estimates how many tokens a call may take, and reads how many it took. */
import type { Call, Exchange, Usage } from "@headgate/core";
import type { RateLimitConfig } from "./options.ts";

export interface Estimate {
  readonly input: number;
  /** For the answer, as bounded by the request itself; 0 if it is not. */
  readonly asked: number;
  /** For the answer if the request does not bound it. */
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

/** Their input is not text: the bytes of a recording or a picture do not indicate its tokens, which are counted once they are reported. */
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
 * What is held under a limit of `max`. What the client asks for must fit; a mere guess never refuses a request while the
 * limit is completely free, and guesses about answers leave room for ten at a time.
 */
export function heldOf({ input, asked, guessed }: Estimate, max: number): number {
  const output = asked || Math.min(guessed, Math.ceil(max / 10));
  return Math.max(asked, Math.min(input + output, max));
}

/** `input` is used if a stream ended early and only its events were counted. */
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

/** Clients write these values: whatever is not a number is left to the provider to refuse. */
function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? Math.ceil(bounded(value)) : 0;
}

function bounded(tokens: number): number {
  return Math.min(tokens, Number.MAX_SAFE_INTEGER);
}
