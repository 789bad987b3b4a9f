/** Remembers the scan of a body, so that all readers of its fields share one. */
import { asBuffer } from "./buffer.ts";
import { type Form, formField } from "./form.ts";
import { scanObject } from "./scan.ts";
import type { Entry, Scan } from "./scan.ts";

/** Any body whose bytes, when it has them in memory, do not change. */
export interface HasBytes {
  /** Bytes. */
  readonly size: number;
  readonly bytes?: Uint8Array;
  /** Present for multipart/form-data. */
  readonly form?: Form | undefined;
}

/** Kept on the body itself: a WeakMap costs more than the scan of a small body. */
const REMEMBERED: unique symbol = Symbol("scan");

interface Remembering extends HasBytes {
  [REMEMBERED]?: { readonly bytes: Uint8Array; readonly scan: Scan };
}

/** A body that is kept in a file is never read as JSON. */
const UNSEEN: Scan = { ok: false, reason: "not_an_object", at: 0 };

/** `scanObject`, once per body object. A body without bytes is `not_an_object`. */
export function scanBody(body: HasBytes): Scan {
  const { bytes } = body;
  if (bytes === undefined) return UNSEEN;
  // A spread copy of a body can carry the remembered scan along with other bytes.
  const remembered = (body as Remembering)[REMEMBERED];
  if (remembered?.bytes === bytes) return remembered.scan;
  const scan = scanObject(bytes);
  if (Object.isExtensible(body)) (body as Remembering)[REMEMBERED] = { bytes, scan };
  return scan;
}

/** One top-level value, parsed alone, or the field of a form; undefined when it is absent, the scan failed or the value does not parse. */
export function fieldOf(body: HasBytes, name: string): unknown {
  const scan = scanBody(body);
  if (!scan.ok || body.bytes === undefined) return body.form && formField(body.form, name);
  for (const entry of scan.entries) {
    if (entry.name === name) return valueOf(asBuffer(body.bytes), entry);
  }
  return undefined;
}

function valueOf(bytes: Buffer, { valueStart, valueEnd }: Entry): unknown {
  const [first, last] = [valueStart + 1, valueEnd - 1];
  // A string without escapes need not be parsed.
  if (bytes[valueStart] === QUOTE && isPlain(bytes, first, last)) return bytes.toString("utf8", first, last);
  try {
    return JSON.parse(bytes.toString("utf8", valueStart, valueEnd));
  } catch {
    return undefined;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === BACKSLASH) return false;
  return true;
}
