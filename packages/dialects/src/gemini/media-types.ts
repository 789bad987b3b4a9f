/** The media type of a URL, guessed from its extension: Google requires one. */

/** Undefined when the extension says nothing. */
export function mediaTypeOf(url: string): string | undefined {
  const extension = /^[^?#]*\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url)?.[1];
  return extension === undefined ? undefined : types.get(extension.toLowerCase());
}

const types: ReadonlyMap<string, string> = new Map([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
  ["heic", "image/heic"],
  ["heif", "image/heif"],
  ["bmp", "image/bmp"],
  ["pdf", "application/pdf"],
  ["txt", "text/plain"],
  ["md", "text/markdown"],
  ["csv", "text/csv"],
  ["html", "text/html"],
  ["xml", "text/xml"],
  ["json", "application/json"],
  ["mp3", "audio/mp3"],
  ["wav", "audio/wav"],
  ["aac", "audio/aac"],
  ["ogg", "audio/ogg"],
  ["flac", "audio/flac"],
  ["aiff", "audio/aiff"],
]);
