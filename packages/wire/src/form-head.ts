/** The head of one part of a form, read so strictly that no other parser can read another name in it. */
import type { FormHead } from "./form.ts";

/** The text of a head, without its last empty line; a returned string is what is wrong with it. */
export function readHead(head: Buffer): FormHead | string {
  let disposition: Disposition | undefined;
  let type: string | undefined;
  for (const line of head.toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon < 1 || !token.test(name) || control.test(value)) return "has a header that is none";
    if (name === "content-disposition") {
      if (disposition) return "has two content-dispositions";
      const found = readDisposition(value);
      if (typeof found === "string") return found;
      disposition = found;
    } else if (name === "content-type") {
      if (type !== undefined) return "has two content types";
      if (!/^[\x20-\x7e]{1,255}$/.test(value)) return "has a content type that is none";
      type = value;
    } else if (name === "content-transfer-encoding" && !/^(?:7bit|8bit|binary)$/i.test(value)) {
      return "is encoded; send its bytes as they are";
    }
  }
  if (!disposition) return "has no content-disposition";
  return { ...disposition, ...(type !== undefined && { type }) };
}

/** One `boundary` of a content type; undefined: it is not multipart/form-data, or its boundary is ambiguous. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const kind = /^multipart\/form-data(?=[ \t]*;)/i.exec(contentType ?? "");
  const found = kind ? readParameters(contentType!.trim(), kind[0].length) : undefined;
  const boundary = found?.get("boundary");
  return boundary !== undefined && /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary) ? boundary : undefined;
}

/** The same head in one canonical spelling; names and file names are quoted as browsers do it. */
export function writeHead({ name, filename, type }: FormHead): string {
  const file = filename === undefined ? "" : `; filename="${quoted(filename)}"`;
  const kind = type === undefined ? "" : `content-type: ${type}\r\n`;
  return `content-disposition: form-data; name="${quoted(name)}"${file}\r\n${kind}\r\n`;
}

type Disposition = Pick<FormHead, "name" | "filename">;

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x08\x0a-\x1f\x7f]/;
const nameLength = 256;

function readDisposition(value: string): Disposition | string {
  if (!/^form-data(?=[ \t]*(?:;|$))/i.test(value)) return "is no form-data";
  const found = readParameters(value, "form-data".length);
  const written = found?.get("name");
  if (!found || written === undefined) return "has no name, or not in one way";
  const name = utf8(written);
  // A name that one parser unescapes and another does not would be two fields.
  if (name === "" || name.length > nameLength || /["\\%\ufffd]/.test(name)) return "has a name that is empty, long or escaped";
  const [plain, coded] = [found.get("filename"), found.get("filename*")];
  if (plain !== undefined) return { name, filename: utf8(plain) };
  if (coded === undefined) return { name };
  const filename = /^utf-8'[\w-]*'/i.test(coded) ? decoded(coded.slice(coded.lastIndexOf("'") + 1)) : undefined;
  return filename === undefined ? "has a file name that is none" : { name, filename };
}

/** `; name=value`s to the end; undefined when it is anything else, or has a name twice. */
function readParameters(text: string, from: number): ReadonlyMap<string, string> | undefined {
  const parameter = /[ \t]*;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s";,]+))/y;
  const found = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    parameter.lastIndex = at;
    const [all, name = "", inQuotes, bare = ""] = parameter.exec(text) ?? [];
    if (all === undefined || found.has(name.toLowerCase())) return undefined;
    found.set(name.toLowerCase(), inQuotes?.replaceAll(/\\(["\\])/g, "$1") ?? bare);
    at += all.length;
  }
  return found;
}

function quoted(text: string): string {
  return text.replaceAll(/["\\\p{Cc}]/gu, encodeURIComponent);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
