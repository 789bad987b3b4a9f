/** Rerank: documents by the words they share with the query, in Cohere's shape, or in Jina's for models named `jina…`. */
import type { Answer, Ask } from "../answer.ts";
import { isRecord } from "../body.ts";
import { missing, problem } from "../dialects/openai.ts";
import { itemId } from "../ids.ts";
import { textOf } from "../text.ts";
import { estimate, usageOr } from "../usage.ts";
import { limitOf } from "./shared/limits.ts";

export function rerank({ body, model, fault }: Ask): Answer {
  const { query, documents, top_n: most } = body;
  if (typeof query !== "string" || query === "") return missing("query");
  if (!Array.isArray(documents) || documents.length === 0) return missing("documents");
  if (most != null && !(limitOf(most) ?? 0)) return problem(400, "top_n must be at least 1", "invalid_value", "top_n");
  const texts = documents.map(textIn);
  const wanted = wordsOf(query);
  const jina = model.startsWith("jina");
  // Jina repeats its documents unless told otherwise, Cohere never does.
  const repeats = jina && body.return_documents !== false;
  const results = texts
    .map((text, index) => ({ index, relevance_score: overlap(wanted, wordsOf(text)), ...(repeats && { document: { text } }) }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score || a.index - b.index)
    .slice(0, limitOf(most) ?? texts.length);
  const tokens = texts.reduce((sum, text) => sum + estimate(text.length) + estimate(query.length), 0);
  const usage = usageOr(fault.usage, { total_tokens: tokens });
  const cohere = {
    id: itemId(""),
    results,
    meta: { api_version: { version: "2" }, billed_units: { search_units: Math.ceil(texts.length / 100) } },
  };
  return { status: 200, json: JSON.stringify(jina ? { model, object: "list", usage, results } : cohere) };
}

function textIn(document: unknown): string {
  return isRecord(document) && typeof document.text === "string" ? document.text : textOf(document);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** From 0 to 1: the share of the query's words that it contains. */
function overlap(wanted: ReadonlySet<string>, found: ReadonlySet<string>): number {
  let both = 0;
  for (const word of wanted) if (found.has(word)) both++;
  return wanted.size === 0 ? 0 : Math.round((both / wanted.size) * 1e6) / 1e6;
}
