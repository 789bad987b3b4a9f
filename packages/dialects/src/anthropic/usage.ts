/** Anthropic's usage object in the gateway's units and back: its `input_tokens` exclude cached tokens. */
import type { Usage } from "@headgate/core";

type Found = Readonly<Record<string, unknown>>;

/** An explicit zero stays zero; what the provider left out stays out. */
export function messagesUsage(found: Found): Usage["units"] {
  const known: Record<string, number> = {};
  const { input_tokens: input, output_tokens: output, cache_read_input_tokens: read } = found;
  const written = found["cache_creation_input_tokens"];
  const details = found["output_tokens_details"] as Found | null | undefined;
  if (isCount(input)) known["input"] = input + (isCount(read) ? read : 0) + (isCount(written) ? written : 0);
  if (isCount(output)) known["output"] = output;
  if (isCount(read)) known["cache_read"] = read;
  if (isCount(written)) known["cache_write"] = written;
  const reasoning = details?.["thinking_tokens"];
  if (isCount(reasoning)) known["reasoning"] = reasoning;
  return known;
}

/** `input_tokens` and `output_tokens` are required there: 0 if not reported. */
export function writeUsage(units: Usage["units"] | undefined): Record<string, unknown> {
  const { input = 0, output = 0, cache_read: read, cache_write: written, reasoning } = units ?? {};
  const out: Record<string, unknown> = { input_tokens: Math.max(0, input - (read ?? 0) - (written ?? 0)) };
  if (written !== undefined) out["cache_creation_input_tokens"] = written;
  if (read !== undefined) out["cache_read_input_tokens"] = read;
  out["output_tokens"] = output;
  if (reasoning !== undefined) out["output_tokens_details"] = { thinking_tokens: reasoning };
  return out;
}

/** Merges the usage objects of one stream: the last value that is not null wins. */
export function mergeUsage(before: Found | undefined, after: Found): Found {
  if (!before) return after;
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(after)) if (value != null) merged[name] = value;
  return merged;
}

function isCount(value: unknown): value is number {
  return typeof value === "number";
}
