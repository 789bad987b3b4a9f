/** Lists what a Responses request says and the canonical form cannot express. */
import type { Feature, Loss } from "../../canonical/index.ts";
import type { Fields } from "../../canonical/expect.ts";

/** The feature that is lost with a field, and the values that ask only for the default. */
type Fate = readonly [lost: Feature, ...harmless: unknown[]];

export const requestFates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ["background", ["stored-state", false]],
  ["conversation", ["stored-state"]],
  ["previous_response_id", ["stored-state"]],
  ["prompt", ["stored-state"]],
  ["store", ["storage", false]],
  ["metadata", ["storage"]],
  ["truncation", ["other", "disabled"]],
  ["service_tier", ["service", "auto", "default"]],
  ["top_logprobs", ["logprobs", 0]],
  ["max_tool_calls", ["tool-settings"]],
  ["moderation", ["safety"]],
  ["prompt_cache_key", ["cache-control"]],
  ["prompt_cache_options", ["cache-control"]],
  ["prompt_cache_retention", ["cache-control"]],
]);

/** Fields of items, their parts, tools and nested settings. */
const nestedFates: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ["annotations", ["citations"]],
  ["logprobs", ["logprobs"]],
  ["prompt_cache_breakpoint", ["cache-control"]],
  ["encrypted_content", ["reasoning"]],
  ["allowed_callers", ["tool-settings"]],
  ["async", ["tool-settings", false]],
  ["defer_loading", ["tool-settings", false]],
  ["output_schema", ["tool-settings"]],
  ["context", ["reasoning-settings", "auto"]],
  ["mode", ["reasoning-settings", "standard"]],
  ["include_obfuscation", ["other", false]],
  ["detail", ["other", "auto"]],
]);

/** Reports every field that is not in `carried`. `at` is the path of the object: "", or a path with a trailing dot. */
export function loseRest(
  found: Fields,
  carried: ReadonlySet<string>,
  at: string,
  lost: Loss[],
  fates: typeof nestedFates = nestedFates,
): void {
  for (const name of Object.keys(found)) {
    const value = found[name];
    if (carried.has(name) || isNothing(value)) continue;
    const fate = fates.get(name);
    if (fate && fate.indexOf(value, 1) > 0) continue;
    lost.push({ feature: fate ? fate[0] : "other", field: at + name });
  }
}

function isNothing(value: unknown): boolean {
  if (typeof value !== "object") return value === undefined;
  return value === null || Object.keys(value).length === 0;
}
