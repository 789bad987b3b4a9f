/** Providers disagree whether results repeat their documents: here they do when the request says so. */
import { asBuffer } from "@headgate/wire";
import type { ReadField } from "../dialect.ts";
import { isRecord } from "./errors.ts";

/** The answer with documents or without, as asked; undefined when it already is. */
export function correctDocuments(answer: Uint8Array, field: ReadField): Uint8Array | undefined {
  const wanted = field("return_documents") === true;
  // Inside a text its quotes would be escaped, so this is the member.
  if (asBuffer(answer).includes('"document"') === wanted) return undefined;
  const parsed: unknown = JSON.parse(asBuffer(answer).toString("utf8"));
  if (!isRecord(parsed) || !Array.isArray(parsed["results"])) return undefined;
  const documents = wanted ? field("documents") : undefined;
  for (const result of parsed["results"].filter(isRecord)) {
    if (!wanted) delete result["document"];
    else if (Array.isArray(documents)) result["document"] = shown(documents[Number(result["index"])]);
  }
  return Buffer.from(JSON.stringify(parsed));
}

function shown(document: unknown): unknown {
  return typeof document === "string" ? { text: document } : (document ?? null);
}
