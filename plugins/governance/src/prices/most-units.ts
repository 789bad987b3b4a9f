/** The most units other than tokens that a call can use, as far as its request bounds them. */
import type { Call } from "@headgate/core";
import { fieldOf } from "@headgate/wire";
import type { UnitRates } from "./price.ts";

export interface Measure {
  /** The rate that prices it. */
  readonly rate: keyof UnitRates;
  /** Undefined: nothing in the request bounds it. */
  most(body: Call["body"]): number | undefined;
}

/** By operation. Operations that are missing are paid for in tokens. */
export const measures: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  ["speech", { rate: "character", most: characters }],
  ["image_generations", { rate: "image", most: images }],
  ["image_edits", { rate: "image", most: images }],
  ["image_variations", { rate: "image", most: images }],
  // Nobody knows how long a recording is before hearing it.
  ["transcriptions", { rate: "second", most: () => undefined }],
  ["translations", { rate: "second", most: () => undefined }],
  ["ocr", { rate: "page", most: pages }],
  ["rerank", { rate: "searchUnit", most: searchUnits }],
]);

/** Operations that use nothing. */
export const free: ReadonlySet<string> = new Set(["input_tokens", "count_tokens"]);

/** UTF-16 code units: never fewer than the characters that are charged. */
function characters(body: Call["body"]): number | undefined {
  const input = fieldOf(body, "input");
  return typeof input === "string" ? input.length : undefined;
}

function images(body: Call["body"]): number | undefined {
  const n = fieldOf(body, "n") ?? 1;
  return typeof n === "number" && n >= 1 ? Math.ceil(Math.min(n, 1e6)) : undefined;
}

/** The number of pages is unknown unless some of them are named. */
function pages(body: Call["body"]): number | undefined {
  const [document, named] = [fieldOf(body, "document"), fieldOf(body, "pages")];
  if (Array.isArray(named) && named.length > 0) return named.length;
  return (document as { readonly type?: unknown } | null | undefined)?.type === "image_url" ? 1 : undefined;
}

/** Cohere's rule: a search has up to 100 documents, and a document that exceeds 500 tokens with its query counts once for each such part. */
function searchUnits(body: Call["body"]): number | undefined {
  const [query, documents] = [fieldOf(body, "query"), fieldOf(body, "documents")];
  if (typeof query !== "string" || !Array.isArray(documents)) return undefined;
  const room = Math.max(1, 500 - Buffer.byteLength(query));
  return Math.ceil((documents.length + Math.floor(body.size / room)) / 100);
}
