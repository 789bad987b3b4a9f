/** Contents of Chat messages: a string or an array of parts. Empty texts are left out, since some vendors refuse them. */
import type { AudioPart, DocumentPart, ImagePart, Loss, Source, TextPart } from "../../canonical/index.ts";
import { asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { nameRest } from "./rest.ts";

type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart;

/** The content of user messages and tool results. */
export function readContent(content: unknown, at: string, lost: Loss[]): ContentPart[] {
  const parts: ContentPart[] = [];
  eachPart(content, at, (part, here) => {
    const read = readPart(part, here, lost);
    if (read !== undefined) parts.push(read);
  });
  return parts;
}

/** The content of system messages: only texts. */
export function readTexts(content: unknown, at: string, lost: Loss[]): TextPart[] {
  const parts: TextPart[] = [];
  eachPart(content, at, (part, here) => {
    if (part["type"] !== "text") throw unreadable(`${here}.type`, part["type"], "text");
    const read = readText(part, here, lost);
    if (read !== undefined) parts.push(read);
  });
  return parts;
}

/** Calls back for each part; a bare text is one. */
export function eachPart(content: unknown, at: string, read: (part: Fields, here: string) => void): void {
  if (typeof content === "string") return read({ type: "text", text: content }, at);
  if (!Array.isArray(content)) throw unreadable(at, content, "a string or an array of parts");
  content.forEach((part, index) => read(asRecord(part, `${at}.${index}`), `${at}.${index}`));
}

const known: Readonly<Record<"text" | "image" | "address" | "audio" | "sound" | "file" | "bytes", ReadonlySet<string>>> = {
  text: new Set(["type", "text"]),
  image: new Set(["type", "image_url"]),
  address: new Set(["url", "detail"]),
  audio: new Set(["type", "input_audio"]),
  sound: new Set(["data", "format"]),
  file: new Set(["type", "file"]),
  bytes: new Set(["file_data", "file_id", "filename"]),
};

export function readText(part: Fields, at: string, lost: Loss[]): TextPart | undefined {
  nameRest(part, known.text, `${at}.`, lost);
  const text = asText(part["text"], `${at}.text`);
  return text === "" ? undefined : { kind: "text", text };
}

function readPart(part: Fields, at: string, lost: Loss[]): ContentPart | undefined {
  const { type } = part;
  if (type === "text") return readText(part, at, lost);
  if (type === "image_url") return readImage(part, at, lost);
  if (type === "input_audio") return readAudio(part, at, lost);
  if (type === "file") return readFile(part, at, lost);
  if (typeof type !== "string") throw unreadable(`${at}.type`, type, "text, image_url, input_audio or file");
  lost.push({ feature: "vendor-content", field: at });
  return undefined;
}

function readImage(part: Fields, at: string, lost: Loss[]): ImagePart {
  nameRest(part, known.image, `${at}.`, lost);
  const field = `${at}.image_url`;
  const said = typeof part["image_url"] === "string" ? { url: part["image_url"] } : asRecord(part["image_url"], field);
  nameRest(said, known.address, `${field}.`, lost);
  const detail = optional(said["detail"], `${field}.detail`, asText);
  const url = asText(said["url"], `${field}.url`);
  const source: Source | undefined = /^https?:/i.test(url) ? { kind: "url", url } : dataOf(url);
  if (source === undefined) throw unreadable(`${field}.url`, url, "an http address or data:<type>;base64,<bytes>");
  return { kind: "image", source, detail: detail === "auto" ? undefined : detail };
}

function readAudio(part: Fields, at: string, lost: Loss[]): AudioPart {
  nameRest(part, known.audio, `${at}.`, lost);
  const field = `${at}.input_audio`;
  const said = asRecord(part["input_audio"], field);
  nameRest(said, known.sound, `${field}.`, lost);
  const mediaType = `audio/${asText(said["format"], `${field}.format`)}`;
  return { kind: "audio", source: { kind: "data", mediaType, base64: asText(said["data"], `${field}.data`) } };
}

function readFile(part: Fields, at: string, lost: Loss[]): DocumentPart | undefined {
  nameRest(part, known.file, `${at}.`, lost);
  const said = asRecord(part["file"], `${at}.file`);
  nameRest(said, known.bytes, `${at}.file.`, lost);
  const { file_data: data, file_id: id, filename } = said;
  if (data == null && id != null) {
    lost.push({ feature: "stored-file", field: `${at}.file.file_id` });
    return undefined;
  }
  const name = optional(filename, `${at}.file.filename`, asText);
  const bytes = asText(data, `${at}.file.file_data`);
  const found = dataOf(bytes) ?? { kind: "data", mediaType: typeOf(name), base64: bytes };
  return { kind: "document", name, source: found.mediaType === "text/plain" ? plain(found.base64) : found };
}

function plain(base64: string): Source {
  return { kind: "text", text: Buffer.from(base64, "base64").toString("utf8") };
}

/** Without a type of its own a file is what its name says, and a PDF otherwise: the only kind this format began with. */
function typeOf(name: string | undefined): string {
  return name !== undefined && /\.(txt|text|log)$/i.test(name) ? "text/plain" : "application/pdf";
}

/** Reads `data:image/png;base64,…`, ignoring parameters. Not with one pattern: these strings are megabytes long. */
function dataOf(url: string): (Source & { readonly kind: "data" }) | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^data:/i.test(url)) return undefined;
  const [mediaType = "", ...parameters] = url.slice(5, comma).split(";");
  if (mediaType === "" || parameters.at(-1)?.toLowerCase() !== "base64") return undefined;
  return { kind: "data", mediaType: mediaType.toLowerCase(), base64: url.slice(comma + 1) };
}
