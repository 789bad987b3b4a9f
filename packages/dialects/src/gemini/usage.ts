/** `usageMetadata` in the gateway's units and back: Google counts thoughts separately from candidates, and cached tokens as part of the prompt. */
import type { Usage } from "@headgate/core";
import type { Fields } from "../canonical/expect.ts";

/** What is absent stays absent, an explicit zero stays zero. */
export function readUsage(found: Fields): Usage["units"] {
  const units: Record<string, number> = {};
  add(units, "input", found["promptTokenCount"], found["toolUsePromptTokenCount"]);
  add(units, "output", found["candidatesTokenCount"], found["thoughtsTokenCount"]);
  add(units, "cache_read", found["cachedContentTokenCount"]);
  add(units, "reasoning", found["thoughtsTokenCount"]);
  return units;
}

export function writeUsage(units: Usage["units"]): Record<string, number> {
  const { input, output, cache_read: cached, reasoning } = units;
  const written: Record<string, number> = {};
  add(written, "promptTokenCount", input);
  add(written, "candidatesTokenCount", output === undefined ? undefined : Math.max(0, output - (reasoning ?? 0)));
  add(written, "thoughtsTokenCount", reasoning);
  add(written, "cachedContentTokenCount", cached);
  add(written, "totalTokenCount", input, output);
  return written;
}

function add(known: Record<string, number>, name: string, count: unknown, more?: unknown): void {
  const first = typeof count === "number" ? count : undefined;
  const second = typeof more === "number" ? more : undefined;
  if (first !== undefined || second !== undefined) known[name] = (first ?? 0) + (second ?? 0);
}
