/** Contents of Chat messages, a text or a list of parts. Empty texts say nothing, and some vendors refuse them: they are left out. */
import type { AudioPart, DocumentPart, ImagePart, Loss, Source, TextPart } from "../../canonical/index.ts";
import { type Fields, nameRest, optionalText, recordAt, textAt, wrong } from "./values.ts";

type ContentPart = TextPart | ImagePart | DocumentPart | AudioPart;

/** Of the user, and of tools. */
export function readContent(content: unknown, at: string, lost: Loss[]): ContentPart[] {
  const parts: ContentPart[] = [];
  eachPart(content, at, (part, here) => {
    const read = readPart(part, here, lost);
    if (read !== undefined) parts.push(read);
  });
  return parts;
}

/** Of the system: texts alone. */
export function readTexts(content: unknown, at: string, lost: Loss[]): TextPart[] {
  const parts: TextPart[] = [];
  eachPart(content, at, (part, here) => {
    if (part["type"] !== "text") throw wrong(part["type"], `${here}.type`, "text");
    const read = readText(part, here, lost);
    if (read !== undefined) parts.push(read);
  });
  return parts;
}

/** Calls back for each part; a bare text is one. */
export function eachPart(content: unknown, at: string, read: (part: Fields, here: string) => void): void {
  if (typeof content === "string") return read({ type: "text", text: content }, at);
  if (!Array.isArray(content)) throw wrong(content, at, "a text or a list of parts");
  content.forEach((part, index) => read(recordAt(part, `${at}.${index}`), `${at}.${index}`));
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
  const text = textAt(part["text"], `${at}.text`);
  return text === "" ? undefined : { kind: "text", text };
}

function readPart(part: Fields, at: string, lost: Loss[]): ContentPart | undefined {
  const { type } = part;
  if (type === "text") return readText(part, at, lost);
  if (type === "image_url") return readImage(part, at, lost);
  if (type === "input_audio") return readAudio(part, at, lost);
  if (type === "file") return readFile(part, at, lost);
  if (typeof type !== "string") throw wrong(type, `${at}.type`, "text, image_url, input_audio or file");
  lost.push({ feature: "vendor-content", field: at });
  return undefined;
}

function readImage(part: Fields, at: string, lost: Loss[]): ImagePart {
  nameRest(part, known.image, `${at}.`, lost);
  const field = `${at}.image_url`;
  const said = typeof part["image_url"] === "string" ? { url: part["image_url"] } : recordAt(part["image_url"], field);
  nameRest(said, known.address, `${field}.`, lost);
  const detail = optionalText(said["detail"], `${field}.detail`);
  const url = textAt(said["url"], `${field}.url`);
  const source: Source | undefined = /^https?:/i.test(url) ? { kind: "url", url } : dataOf(url);
  if (source === undefined) throw wrong(url, `${field}.url`, "an http address or data:<type>;base64,<bytes>");
  return { kind: "image", source, detail: detail === "auto" ? undefined : detail };
}

function readAudio(part: Fields, at: string, lost: Loss[]): AudioPart {
  nameRest(part, known.audio, `${at}.`, lost);
  const field = `${at}.input_audio`;
  const said = recordAt(part["input_audio"], field);
  nameRest(said, known.sound, `${field}.`, lost);
  const mediaType = `audio/${textAt(said["format"], `${field}.format`)}`;
  return { kind: "audio", source: { kind: "data", mediaType, base64: textAt(said["data"], `${field}.data`) } };
}

function readFile(part: Fields, at: string, lost: Loss[]): DocumentPart | undefined {
  nameRest(part, known.file, `${at}.`, lost);
  const said = recordAt(part["file"], `${at}.file`);
  nameRest(said, known.bytes, `${at}.file.`, lost);
  const { file_data: data, file_id: id, filename } = said;
  if (data == null && id != null) {
    lost.push({ feature: "stored-file", field: `${at}.file.file_id` });
    return undefined;
  }
  const name = optionalText(filename, `${at}.file.filename`);
  const bytes = textAt(data, `${at}.file.file_data`);
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

/** Of `data:image/png;base64,…`, parameters left out. Not by one pattern: these texts are megabytes long. */
function dataOf(url: string): (Source & { readonly kind: "data" }) | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^data:/i.test(url)) return undefined;
  const [mediaType = "", ...parameters] = url.slice(5, comma).split(";");
  if (mediaType === "" || parameters.at(-1)?.toLowerCase() !== "base64") return undefined;
  return { kind: "data", mediaType: mediaType.toLowerCase(), base64: url.slice(comma + 1) };
}
