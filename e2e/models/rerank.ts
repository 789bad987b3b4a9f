/** Rerank as Cohere's second API gives it: texts by how near their meaning is to the query's. It knows no `{text}` and no `return_documents`. */
import { randomUUID } from "node:crypto";
import { cosine, type Encoder } from "./encoder.ts";
import { json, type ModelServer, serve } from "./serve.ts";

interface Ask {
  readonly query: string;
  readonly documents: readonly string[];
  readonly top_n?: number;
}

export function startRerank(encoder: Encoder): Promise<ModelServer> {
  return serve("/v2/rerank", async (asked) => {
    const { query, documents, top_n: most = documents.length, ...unknown } = asked as unknown as Ask;
    if (documents.some((document) => typeof document !== "string")) throw new Error("documents: expected texts");
    if ("return_documents" in unknown) throw new Error("return_documents: unknown");
    const [wanted, ...found] = await encoder.embed([query, ...documents]);
    const results = found
      .map((vector, index) => ({ index, relevance_score: cosine(wanted!, vector) }))
      .toSorted((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, most);
    const meta = { api_version: { version: "2" }, billed_units: { search_units: Math.ceil(documents.length / 100) } };
    return json({ id: randomUUID(), results, meta });
  });
}
