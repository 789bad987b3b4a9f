/** Documents ordered by relevance to a query, as in Cohere and Jina; OpenAI itself has no such operation. */
import type { Operation, ReadField, Wrong } from "../operation.ts";
import { operation } from "./operation.ts";
import { correctDocuments, plainDocuments } from "./rerank-documents.ts";
import { rerankUsage } from "./rerank-usage.ts";
import { tokenUsage } from "./usage.ts";

const rest: Omit<Operation, "name" | "requestType" | "paths" | "upstreamPath"> = {
  required: [
    { name: "query", message: "query is required for rerank" },
    { name: "documents", message: "documents are required for rerank" },
  ],
  wrong,
  native: plainDocuments,
  usage: tokenUsage,
  measure: rerankUsage,
  correct: correctDocuments,
};
const own: Operation = operation("rerank", "rerank", "/rerank", rest);

/** Cohere's clients use `/v2`. */
export const rerank: Operation = { ...own, paths: [...own.paths, "/v2/rerank", "/cohere/v2/rerank", "/cohere/v1/rerank"] };

function wrong(field: ReadField): Wrong | undefined {
  const [documents, most] = [field("documents"), field("top_n")];
  if (!Array.isArray(documents)) return invalid("documents", "documents must be a list of texts");
  const bare = documents.findIndex((document) => !hasContent(document));
  const message = `document text is required for rerank at index ${bare}`;
  if (bare >= 0) return { code: "missing_required_parameter", param: `documents[${bare}]`, message };
  if (most == null || (Number.isInteger(most) && (most as number) >= 1)) return undefined;
  return invalid("top_n", `top_n is ${JSON.stringify(most)}; expected a whole number of at least 1`);
}

/** Jina also ranks images. */
function hasContent(document: unknown): boolean {
  if (typeof document === "string") return document !== "";
  const { text, image } = (document ?? {}) as { readonly text?: unknown; readonly image?: unknown };
  return [text, image].some((content) => typeof content === "string" && content !== "");
}

function invalid(param: string, message: string): Wrong {
  return { code: "invalid_value", param, message };
}
