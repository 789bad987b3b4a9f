/** Lists the members of a JSON request body by offset, refusing what two parsers could read differently. */
import { asBuffer } from "./buffer.ts";
import { textOf } from "./name.ts";
import { skipSpace } from "./space.ts";
import { stringEnd, walkOf } from "./string.ts";
import type { Walk } from "./string.ts";
import { TOO_DEEP, valueEnd } from "./value.ts";

/** One member of a top-level JSON object, by byte offsets. */
export interface Entry {
  readonly name: string;
  /** The opening quote of the key. */
  readonly start: number;
  readonly valueStart: number;
  /** Exclusive. */
  readonly valueEnd: number;
}

/** What the scan of a request body found; `at` is a byte offset. */
export type Scan =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | {
      readonly ok: false;
      readonly reason: "invalid" | "not_an_object" | "duplicate" | "too_deep";
      readonly at: number;
      /** The duplicated key. */
      readonly name?: string;
    };

/** Up to this size a body is valid JSON to the last byte when its scan is ok; above, long strings can be damaged. */
const VALIDATED = 16_384;
/** Bytes of a string read in larger bodies before memchr, four times as fast, takes over. */
const WINDOW = 256;
/** Past this many members a set finds duplicates: a sender could make pairwise comparison quadratic. */
const PAIRWISE = 24;

/**
 * Reads the grammar of the whole document and keeps the top-level members. Keys are compared unescaped, so
 * `"mod\u0065l"` is `"model"`. More than 512 levels are `too_deep`; a byte-order mark is `invalid`.
 */
export function scanObject(bytes: Uint8Array): Scan {
  const buffer = asBuffer(bytes);
  return scanWith(buffer, walkOf(buffer, buffer.length <= VALIDATED ? VALIDATED : WINDOW));
}

function scanWith(bytes: Buffer, walk: Walk): Scan {
  let i = skipSpace(bytes, 0);
  if (bytes[i] !== 0x7b) return notAnObject(bytes, i, walk);
  const entries: Entry[] = [];
  let names: Set<string> | undefined;
  i = skipSpace(bytes, i + 1);
  if (bytes[i] === 0x7d) return finish(bytes, i + 1, entries);
  for (;;) {
    const start = i;
    if (bytes[i] !== 0x22) return fault(~i);
    i = stringEnd(bytes, i, walk);
    if (i < 0) return fault(i);
    const name = nameOf(bytes, start, i);
    if (name === undefined) return fault(~start);
    if (bytes[i] !== 0x3a) i = skipSpace(bytes, i);
    if (bytes[i] !== 0x3a) return fault(~i);
    const valueStart = skipSpace(bytes, i + 1);
    i = valueEnd(bytes, valueStart, walk);
    if (i < 0) return fault(i);
    if (names === undefined ? holds(entries, name) : names.has(name)) {
      return { ok: false, reason: "duplicate", at: start, name };
    }
    entries.push({ name, start, valueStart, valueEnd: i });
    if (names !== undefined) names.add(name);
    else if (entries.length === PAIRWISE) names = new Set(entries.map((entry) => entry.name));
    let byte = bytes[i];
    if (byte !== 0x2c && byte !== 0x7d) byte = bytes[(i = skipSpace(bytes, i))];
    if (byte === 0x7d) return finish(bytes, i + 1, entries);
    if (byte !== 0x2c) return fault(~i);
    i = skipSpace(bytes, i + 1);
  }
}

function finish(bytes: Buffer, at: number, entries: readonly Entry[]): Scan {
  const end = skipSpace(bytes, at);
  return end === bytes.length ? { ok: true, entries } : fault(~end);
}

function fault(code: number): Scan {
  return code < -TOO_DEEP
    ? { ok: false, reason: "too_deep", at: -(code + TOO_DEEP) - 1 }
    : { ok: false, reason: "invalid", at: ~code };
}

function notAnObject(bytes: Buffer, at: number, walk: Walk): Scan {
  const past = valueEnd(bytes, at, walk);
  if (past < 0) return fault(past);
  const end = skipSpace(bytes, past);
  return end === bytes.length ? { ok: false, reason: "not_an_object", at } : fault(~end);
}

function holds(entries: readonly Entry[], name: string): boolean {
  for (let i = 0; i < entries.length; i++) if (entries[i]!.name === name) return true;
  return false;
}

/** The key between two quotes; undefined when its escapes are broken. */
function nameOf(bytes: Buffer, start: number, end: number): string | undefined {
  const text = textOf(bytes, start + 1, end - 1);
  if (!text.includes("\\")) return text;
  try {
    return JSON.parse(bytes.toString("utf8", start, end)) as string;
  } catch {
    return undefined;
  }
}
