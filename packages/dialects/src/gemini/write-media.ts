/** Writes images, documents and audio: bytes as they are, URLs with the media type that Google requires. */
import type { AudioPart, DocumentPart, ImagePart, Loss } from "../canonical/index.ts";
import { mediaTypeOf } from "./media-types.ts";

/** Undefined if it is lost. */
export function writeMedia(part: ImagePart | DocumentPart | AudioPart, field: string, lost: Loss[]): object | undefined {
  const { source } = part;
  if (part.kind === "image" && part.detail !== undefined && part.detail !== "auto") {
    lost.push({ feature: "other", field: `${field}.detail` });
  }
  if (part.kind === "document" && part.name !== undefined) lost.push({ feature: "other", field: `${field}.name` });
  if (source.kind === "data") return { inlineData: { mimeType: source.mediaType, data: source.base64 } };
  if (source.kind === "text") {
    return { inlineData: { mimeType: "text/plain", data: Buffer.from(source.text, "utf8").toString("base64") } };
  }
  const mimeType = source.mediaType ?? mediaTypeOf(source.url);
  if (mimeType !== undefined) return { fileData: { mimeType, fileUri: source.url } };
  lost.push({ feature: "image-address", field });
  return undefined;
}
