/** The fields of a Chat request that the canonical form cannot express, and the feature each of them is. */
import type { Feature, Loss } from "../../canonical/index.ts";
import { asNumber, type Fields, optional } from "../../canonical/expect.ts";

/** Lists what this request asks for in vain; a field that asks for the default is not a loss. */
export function nameLost(fields: Fields, lost: Loss[]): void {
  optional(fields["n"], "n", asNumber);
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    if (value == null || carried.has(field)) continue;
    const known = losses.get(field);
    if (known === undefined) lost.push({ feature: "other", field });
    else if (!known.idle(value)) lost.push({ feature: known.feature, field });
  }
}

/** Read elsewhere, or meant for the gateway itself; the client's own wishes for its stream are met by the encoder. */
const carried: ReadonlySet<string> = new Set(
  [
    "model stream stream_options fallbacks messages tools tool_choice parallel_tool_calls functions function_call",
    "max_completion_tokens max_tokens temperature top_p top_k seed frequency_penalty presence_penalty",
    "stop response_format reasoning_effort verbosity user safety_identifier",
  ].flatMap((names) => names.split(" ")),
);

interface Lost {
  readonly feature: Feature;
  /** Values that ask for nothing. */
  idle(value: unknown): boolean;
}

const losses: ReadonlyMap<string, Lost> = new Map([
  entry("n", "several-answers", (value) => value === 1),
  entry("logprobs", "logprobs", (value) => value === false),
  entry("top_logprobs", "logprobs", (value) => value === 0),
  entry("logit_bias", "logit-bias", isEmptyObject),
  entry("modalities", "audio-output", (value) => Array.isArray(value) && value.every((one) => one === "text")),
  entry("audio", "audio-output"),
  entry("web_search_options", "vendor-tools"),
  entry("store", "storage", (value) => value === false),
  entry("metadata", "storage", isEmptyObject),
  entry("service_tier", "service", (value) => value === "auto"),
  entry("prediction", "service"),
  entry("moderation", "safety"),
  entry("prompt_cache_key", "cache-control"),
  entry("prompt_cache_options", "cache-control"),
  entry("prompt_cache_retention", "cache-control"),
  // Names that other vendors of this format use.
  entry("reasoning", "reasoning-settings"),
  entry("thinking", "reasoning-settings"),
  entry("enable_thinking", "reasoning-settings"),
]);

function entry(field: string, feature: Feature, idle: Lost["idle"] = () => false): [string, Lost] {
  return [field, { feature, idle }];
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
