/** Data URLs (RFC 2397), and documents in either form. */
import type { Source } from "../../canonical/index.ts";
import { unreadable } from "../../canonical/expect.ts";

/** The bytes of a data URL, or the URL itself. */
export function sourceOf(url: string, field: string): Source {
  if (/^https?:/i.test(url)) return { kind: "url", url };
  if (!isData(url)) throw unreadable(field, url, "an http address or a data URL");
  const comma = url.indexOf(",");
  if (comma < 0) throw unreadable(field, url, "a data URL with its data");
  const [mediaType, ...settings] = url.slice(5, comma).split(";");
  const written = url.slice(comma + 1);
  const base64 = settings.at(-1)?.trim().toLowerCase() === "base64" ? written : encoded(written, field);
  return { kind: "data", mediaType: mediaType ? mediaType.trim().toLowerCase() : "text/plain", base64 };
}

/** `file_data`: a data URL, or base64 of the type that the filename implies. Plain text becomes text. */
export function documentOf(data: string, name: string | undefined, field: string): Source {
  const source: Source = isData(data)
    ? sourceOf(data, field)
    : { kind: "data", mediaType: name?.toLowerCase().endsWith(".txt") ? "text/plain" : "application/pdf", base64: data };
  if (source.kind !== "data" || source.mediaType !== "text/plain") return source;
  const text = decoded(source.base64);
  return text === undefined ? source : { kind: "text", text };
}

export function urlOf(source: Source): string {
  if (source.kind === "url") return source.url;
  if (source.kind === "data") return `data:${source.mediaType};base64,${source.base64}`;
  return `data:text/plain;base64,${Buffer.from(source.text, "utf8").toString("base64")}`;
}

function isData(url: string): boolean {
  return url.slice(0, 5).toLowerCase() === "data:";
}

function encoded(written: string, field: string): string {
  try {
    return Buffer.from(decodeURIComponent(written), "utf8").toString("base64");
  } catch {
    throw unreadable(field, written, "base64 or percent-encoded data");
  }
}

/** Undefined: not UTF-8, so it stays bytes. */
function decoded(base64: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}
