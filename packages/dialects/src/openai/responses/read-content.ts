/** Reads the content of messages and tool results. */
import type { AudioPart, DocumentPart, ImagePart, Loss, RefusalPart, TextPart } from "../../canonical/index.ts";
import { documentOf, sourceOf } from "./data-url.ts";
import { asList, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { loseRest } from "./losses.ts";

export type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart | RefusalPart;

/** A string, or an array of parts. What only OpenAI can look up, or no other vendor has, is a loss. */
export function readContent(value: unknown, field: string, lost: Loss[]): readonly ContentPart[] {
  if (typeof value === "string") return [{ kind: "text", text: value }];
  if (!Array.isArray(value)) throw unreadable(field, value, "a string or an array of parts");
  const parts: ContentPart[] = [];
  for (const [index, each] of asList(value, field).entries()) {
    const at = `${field}.${index}`;
    const part = readPart(asRecord(each, at), at, lost);
    if (part) parts.push(part);
  }
  return parts;
}

const textFields = new Set(["type", "text"]);
const refusalFields = new Set(["type", "refusal"]);
const imageFields = new Set(["type", "image_url", "file_id", "detail"]);
const fileFields = new Set(["type", "file_data", "file_url", "file_id", "filename"]);
const audioFields = new Set(["type", "input_audio"]);

function readPart(found: Fields, at: string, lost: Loss[]): ContentPart | undefined {
  switch (asText(found["type"], `${at}.type`)) {
    case "input_text":
    case "output_text":
    case "text":
      loseRest(found, textFields, `${at}.`, lost);
      return { kind: "text", text: asText(found["text"], `${at}.text`) };
    case "refusal":
      loseRest(found, refusalFields, `${at}.`, lost);
      return { kind: "refusal", text: asText(found["refusal"], `${at}.refusal`) };
    case "input_image":
      loseRest(found, imageFields, `${at}.`, lost);
      return readImage(found, at, lost);
    case "input_file":
      loseRest(found, fileFields, `${at}.`, lost);
      return readFile(found, at, lost);
    case "input_audio":
      loseRest(found, audioFields, `${at}.`, lost);
      return readAudio(asRecord(found["input_audio"], `${at}.input_audio`), `${at}.input_audio`);
    default:
      lost.push({ feature: "vendor-content", field: at });
      return undefined;
  }
}

function readImage(found: Fields, at: string, lost: Loss[]): ImagePart | undefined {
  const url = optional(found["image_url"], `${at}.image_url`, asText);
  if (url === undefined) return stored(found, at, "an image_url", lost);
  const detail = optional(found["detail"], `${at}.detail`, asText);
  const source = sourceOf(url, `${at}.image_url`);
  return { kind: "image", source, detail: detail === "auto" ? undefined : detail };
}

function readFile(found: Fields, at: string, lost: Loss[]): DocumentPart | undefined {
  const name = optional(found["filename"], `${at}.filename`, asText);
  const data = optional(found["file_data"], `${at}.file_data`, asText);
  if (data !== undefined) return { kind: "document", source: documentOf(data, name, `${at}.file_data`), name };
  const url = optional(found["file_url"], `${at}.file_url`, asText);
  if (url === undefined) return stored(found, at, "a file_data or file_url", lost);
  return { kind: "document", source: sourceOf(url, `${at}.file_url`), name };
}

function readAudio(found: Fields, at: string): AudioPart {
  const mediaType = `audio/${asText(found["format"], `${at}.format`)}`;
  return { kind: "audio", source: { kind: "data", mediaType, base64: asText(found["data"], `${at}.data`) } };
}

function stored(found: Fields, at: string, expected: string, lost: Loss[]): undefined {
  if (found["file_id"] === undefined || found["file_id"] === null) throw unreadable(at, undefined, expected);
  lost.push({ feature: "stored-file", field: `${at}.file_id` });
}
