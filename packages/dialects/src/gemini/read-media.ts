/** Reads the bytes and URLs of images, documents and audio. */
import type { AudioPart, DocumentPart, ImagePart, Loss, Source } from "../canonical/index.ts";
import { asRecord, asText, unreadable } from "../canonical/expect.ts";
import { camelCase, lose } from "./lenient.ts";
import { mediaTypeOf } from "./media-types.ts";

export type MediaPart = ImagePart | DocumentPart | AudioPart;

/** `inlineData {mimeType, data}`; undefined when it is lost. */
export function readInline(value: unknown, field: string, lost: Loss[]): MediaPart | undefined {
  const { data, mediaType, name } = readFields(value, field, "data", lost);
  if (data === undefined) throw unreadable(`${field}.data`, undefined, "a string");
  if (mediaType === undefined) throw unreadable(`${field}.mimeType`, undefined, "a string");
  // Google's parser also accepts base64url.
  const base64 = data.includes("-") || data.includes("_") ? data.replaceAll("-", "+").replaceAll("_", "/") : data;
  return partOf({ kind: "data", mediaType, base64 }, mediaType, name, field, lost);
}

/** `fileData {mimeType, fileUri}`; undefined when it is lost. */
export function readFile(value: unknown, field: string, lost: Loss[]): MediaPart | undefined {
  const { data: url, mediaType, name } = readFields(value, field, "fileUri", lost);
  if (url === undefined) throw unreadable(`${field}.fileUri`, undefined, "a string");
  if (!/^https?:/i.test(url) || /^https?:\/\/generativelanguage\.googleapis\.com\//i.test(url)) {
    lost.push({ feature: "stored-file", field });
    return undefined;
  }
  const isVideo = /^https?:\/\/(?:www\.|m\.)?(?:youtube\.com|youtu\.be)\//i.test(url);
  const type = isVideo ? "video/mp4" : (mediaType ?? mediaTypeOf(url) ?? "");
  return partOf({ kind: "url", url, mediaType: type === "" ? undefined : type }, type, name, field, lost);
}

interface Media {
  readonly data: string | undefined;
  readonly mediaType: string | undefined;
  readonly name: string | undefined;
}

function readFields(value: unknown, field: string, wanted: string, lost: Loss[]): Media {
  const fields = asRecord(value, field);
  let data: string | undefined;
  let mediaType: string | undefined;
  let name: string | undefined;
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    if (it == null) continue;
    const key = camelCase(written);
    if (key === wanted) data = asText(it, `${field}.${written}`);
    else if (key === "mimeType") mediaType = asText(it, `${field}.${written}`).toLowerCase() || undefined;
    else if (key === "displayName") name = asText(it, `${field}.${written}`) || undefined;
    else lose(lost, "other", `${field}.${written}`, it);
  }
  return { data, mediaType, name };
}

function partOf(source: Source, mediaType: string, name: string | undefined, field: string, lost: Loss[]): MediaPart | undefined {
  if (mediaType.startsWith("video/")) {
    lost.push({ feature: "vendor-content", field });
    return undefined;
  }
  const isImage = mediaType.startsWith("image/");
  const isAudio = mediaType.startsWith("audio/");
  if (name !== undefined && (isImage || isAudio)) lost.push({ feature: "other", field: `${field}.displayName` });
  if (isImage) return { kind: "image", source };
  return isAudio ? { kind: "audio", source } : { kind: "document", source, ...(name === undefined ? {} : { name }) };
}
