/** OpenAI's usage objects in the gateway's units: `input` includes what was cached, `output` includes what was reasoned. */
import type { Usage } from "@headgate/core";
import { isRecord } from "./errors.ts";

type Found = Readonly<Record<string, unknown>>;

/** Chat, Completions and Embeddings: `prompt_tokens`, `completion_tokens`. */
export function tokenUsage(found: Found): Usage["units"] {
  return units(found, "prompt_tokens", "completion_tokens");
}

/** Responses: `input_tokens`, `output_tokens`. */
export function responsesUsage(found: Found): Usage["units"] {
  return units(found, "input_tokens", "output_tokens");
}

function units(found: Found, input: string, output: string): Usage["units"] {
  const [read, reasoned] = [found[`${input}_details`], found[`${output}_details`]];
  const all: Record<string, unknown> = {
    input: found[input],
    output: found[output],
    cache_read: isRecord(read) ? read["cached_tokens"] : undefined,
    cache_write: isRecord(read) ? read["cache_write_tokens"] : undefined,
    reasoning: isRecord(reasoned) ? reasoned["reasoning_tokens"] : undefined,
  };
  const known: Record<string, number> = {};
  // An explicit zero stays zero; what the provider left out stays out.
  for (const [name, count] of Object.entries(all)) if (typeof count === "number") known[name] = count;
  return known;
}
