/** Parts of what is said, as Chat writes them in a message's content. */
import type { AudioPart, DocumentPart, ImagePart, Loss, Part } from "../../canonical/index.ts";

export type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } }
  | { readonly type: "file"; readonly file: { readonly filename: string; readonly file_data: string } }
  | { readonly type: "input_audio"; readonly input_audio: { readonly data: string; readonly format: string } };

/** Undefined for what cannot be said here: it is named as lost. */
export function writePart(part: Part, at: string, lost: Loss[]): Content | undefined {
  switch (part.kind) {
    case "text":
      return { type: "text", text: part.text };
    case "image":
      return writeImage(part, at, lost);
    case "document":
      return writeDocument(part, at, lost);
    case "audio":
      return writeAudio(part, at, lost);
    case "reasoning":
      lost.push({ feature: "reasoning", field: at });
      return undefined;
    default:
      // A call by the user or a refusal by the system has no meaning.
      lost.push({ feature: "vendor-content", field: at });
      return undefined;
  }
}

function writeImage({ source, detail }: ImagePart, at: string, lost: Loss[]): Content | undefined {
  if (source.kind === "text") {
    lost.push({ feature: "vendor-content", field: at });
    return undefined;
  }
  const url = source.kind === "url" ? source.url : dataUrl(source.mediaType, source.base64);
  return { type: "image_url", image_url: detail === undefined ? { url } : { url, detail } };
}

function writeDocument({ source, name }: DocumentPart, at: string, lost: Loss[]): Content | undefined {
  // Servers that take no files take this, and a file of plain text is nothing more.
  if (source.kind === "text") return { type: "text", text: name === undefined ? source.text : `${name}\n\n${source.text}` };
  if (source.kind === "url") {
    lost.push({ feature: "image-address", field: at });
    return undefined;
  }
  const { mediaType, base64 } = source;
  // A file has to have a name.
  const filename = name ?? `document.${mediaType === "application/pdf" ? "pdf" : mediaType.slice(mediaType.indexOf("/") + 1)}`;
  return { type: "file", file: { filename, file_data: dataUrl(mediaType, base64) } };
}

const sounds: ReadonlyMap<string, string> = new Map([
  ["audio/wav", "wav"],
  ["audio/x-wav", "wav"],
  ["audio/wave", "wav"],
  ["audio/mp3", "mp3"],
  ["audio/mpeg", "mp3"],
]);

function writeAudio({ source }: AudioPart, at: string, lost: Loss[]): Content | undefined {
  const format = source.kind === "data" ? sounds.get(source.mediaType) : undefined;
  if (source.kind === "data" && format !== undefined)
    return { type: "input_audio", input_audio: { data: source.base64, format } };
  lost.push({ feature: "audio-input", field: at });
  return undefined;
}

function dataUrl(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`;
}
