/** Reports the members of an object that nothing reads as losses. */
import type { Fields } from "../../canonical/expect.ts";
import type { Loss } from "../../canonical/index.ts";

/** `at` ends in a dot, or is "". */
export function nameRest(fields: Fields, known: ReadonlySet<string>, at: string, lost: Loss[]): void {
  for (const name of Object.keys(fields)) {
    if (known.has(name) || fields[name] == null) continue;
    lost.push({ feature: marks.has(name) ? "cache-control" : "other", field: at + name });
  }
}

const marks: ReadonlySet<string> = new Set(["cache_control", "prompt_cache_breakpoint"]);
