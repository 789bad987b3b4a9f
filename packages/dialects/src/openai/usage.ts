/** OpenAI's usage objects in the gateway's units: `input` includes cached tokens, `output` includes reasoning. */
import type { Usage } from "@headgate/core";

type Found = Readonly<Record<string, unknown>>;
type Details = Found | undefined;

/** Chat, Completions and Embeddings: `prompt_tokens`, `completion_tokens`. */
export function tokenUsage(found: Found): Usage["units"] {
  const { prompt_tokens: input, completion_tokens: output } = found;
  return units(input, output, found["prompt_tokens_details"] as Details, found["completion_tokens_details"] as Details);
}

/** Responses: `input_tokens`, `output_tokens`. */
export function responsesUsage(found: Found): Usage["units"] {
  const { input_tokens: input, output_tokens: output } = found;
  return units(input, output, found["input_tokens_details"] as Details, found["output_tokens_details"] as Details);
}

/** An explicit zero stays zero; what the provider left out stays out. */
function units(input: unknown, output: unknown, read: Details, written: Details): Usage["units"] {
  const known: Record<string, number> = {};
  add(known, "input", input);
  add(known, "output", output);
  add(known, "cache_read", read?.["cached_tokens"]);
  add(known, "cache_write", read?.["cache_write_tokens"]);
  add(known, "reasoning", written?.["reasoning_tokens"]);
  return known;
}

function add(known: Record<string, number>, unit: string, count: unknown): void {
  if (typeof count === "number") known[unit] = count;
}
