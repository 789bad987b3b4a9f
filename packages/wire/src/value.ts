/** Finds where a JSON value ends, checking the grammar of everything inside it. */
import { standsAt } from "./ascii.ts";
import { scalarEnd } from "./scalar.ts";
import { skipSpace } from "./space.ts";
import { stringEnd } from "./string.ts";
import type { Walk } from "./string.ts";

const MAX_DEPTH = 512;
/** Added to an encoded offset to mark a fault of depth; buffers are shorter than this. */
export const TOO_DEEP: number = 2 ** 40;

// What can come next inside a container.
const VALUE = 1;
const KEY = 2;
const CLOSE = 4;
const COMMA = 8;

const ERROR = 1;
const USAGE = 2;

/** Whether each open level is an object. One is enough: a walk never yields. */
const objects = new Uint8Array(MAX_DEPTH + 1);

/** Past the value that starts at `at`, or `~offset` of the fault (`~offset - TOO_DEEP` past 512 levels). */
export function valueEnd(bytes: Buffer, at: number, walk: Walk): number {
  const byte = bytes[at];
  if (byte === 0x22) return stringEnd(bytes, at, walk);
  if (byte === 0x7b || byte === 0x5b) return containerEnd(bytes, at, walk);
  return scalarEnd(bytes, at);
}

function containerEnd(bytes: Buffer, at: number, walk: Walk): number {
  const length = bytes.length;
  // The document's own object is the first level.
  let depth = 1;
  let object = false;
  let allowed = VALUE;
  let i = at;
  while (i < length) {
    const byte = bytes[i]!;
    if (byte === 0x22) {
      if ((allowed & (VALUE | KEY)) === 0) return ~i;
      const past = stringEnd(bytes, i, walk);
      if (past < 0) return past;
      const named = walk.marks && past - i === 7 ? wordAt(bytes, i + 1) : 0;
      if (named === ERROR) walk.marks!.error = true;
      i = past;
      if ((allowed & KEY) === 0) {
        allowed = COMMA | CLOSE;
        continue;
      }
      if (bytes[i] !== 0x3a) {
        i = skipSpace(bytes, i);
        if (bytes[i] !== 0x3a) return ~i;
      }
      i++;
      if (named === USAGE && bytes[skipSpace(bytes, i)] !== 0x6e) walk.marks!.usage = true;
      allowed = VALUE;
    } else if (byte === 0x2c) {
      if ((allowed & COMMA) === 0) return ~i;
      allowed = object ? KEY : VALUE;
      i++;
    } else if (byte === 0x7b || byte === 0x5b) {
      if ((allowed & VALUE) === 0) return ~i;
      if (depth === MAX_DEPTH) return ~i - TOO_DEEP;
      objects[depth++] = object ? 1 : 0;
      object = byte === 0x7b;
      allowed = object ? KEY | CLOSE : VALUE | CLOSE;
      i++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if ((allowed & CLOSE) === 0 || (byte === 0x7d) !== object) return ~i;
      i++;
      if (--depth === 1) return i;
      object = objects[depth] === 1;
      allowed = COMMA | CLOSE;
    } else if (byte <= 0x20) {
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return ~i;
      i++;
    } else {
      if ((allowed & VALUE) === 0) return ~i;
      const past = scalarEnd(bytes, i);
      if (past < 0) return past;
      i = past;
      allowed = COMMA | CLOSE;
    }
  }
  return ~length;
}

function wordAt(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === 0x65) return standsAt(bytes, at, "error") ? ERROR : 0;
  return first === 0x75 && standsAt(bytes, at, "usage") ? USAGE : 0;
}
