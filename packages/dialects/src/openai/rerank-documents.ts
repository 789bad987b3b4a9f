/** Providers disagree on what a document is and whether results repeat it: both forms work here, and the request decides. */
import { asBuffer } from "@headgate/wire";
import type { Native, ReadField } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";

/** Every provider accepts plain texts, Cohere's v2 only those; what the answer should repeat is known here. */
export function plainDocuments(body: Uint8Array): Native | undefined {
  const bytes = asBuffer(body);
  if (!bytes.includes('"text"') && !bytes.includes('"return_documents"')) return undefined;
  const { return_documents: asked, ...request } = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>;
  const { documents } = request;
  if (!Array.isArray(documents)) return undefined;
  const plain = documents.map((document: unknown) => (isText(document) ? document.text : document));
  const same = asked === undefined && plain.every((document, i) => document === documents[i]);
  return same ? undefined : { body: Buffer.from(JSON.stringify({ ...request, documents: plain })), lost: [] };
}

/** The answer with or without documents, as requested; undefined if it already is. */
export function correctDocuments(answer: Uint8Array, field: ReadField): Uint8Array | undefined {
  const wanted = field("return_documents") === true;
  // Inside a string the quotes would be escaped, so this is the member.
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

/** A document with more than its text is left for providers that understand it. */
function isText(document: unknown): document is { readonly text: string } {
  return isRecord(document) && typeof document["text"] === "string" && Object.keys(document).length === 1;
}
