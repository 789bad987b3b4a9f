/** What ordering documents used: searches where Cohere bills them, tokens where Jina does. */
import type { Usage } from "@headgate/core";
import type { ReadField } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";

/** Cohere's rule: a search is one query with up to this many documents. */
const documentsPerSearch = 100;

export function rerankUsage(answer: ReadField, asked: ReadField): Usage {
  const [usage, meta] = [answer("usage"), answer("meta")];
  const billed = isRecord(meta) ? meta["billed_units"] : undefined;
  const units: Record<string, number> = {};
  if (isRecord(billed)) {
    add(units, "search_units", billed["search_units"]);
    add(units, "input", billed["input_tokens"]);
  }
  if (isRecord(usage)) {
    add(units, "input", usage["prompt_tokens"] ?? usage["input_tokens"] ?? usage["total_tokens"]);
    add(units, "search_units", usage["search_units"]);
  }
  if (Object.keys(units).length > 0) return { estimated: false, units };
  const documents = asked("documents");
  const count = Array.isArray(documents) ? documents.length : 1;
  return { estimated: true, units: { search_units: Math.ceil(count / documentsPerSearch) } };
}

function add(units: Record<string, number>, unit: string, count: unknown): void {
  if (typeof count === "number") units[unit] = count;
}
