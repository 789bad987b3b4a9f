/** Finds where a JSON value ends, checking its grammar on the way; only long strings are crossed unread. */

/** How one document is being walked. */
export interface Walk {
  /** Bytes of a string read before a native search takes over; what that jumps over nobody has looked at. */
  readonly window: number;
  /** The same memory four bytes at a time, from the aligned address at or before it. */
  readonly words: Int32Array;
  /** How many bytes earlier the words begin. */
  readonly shift: number;
}

const NO_WORDS = new Int32Array(0);

export function walkOf(bytes: Buffer, window: number): Walk {
  const { length, byteOffset } = bytes;
  if (length < WORDS_FROM) return { window, words: NO_WORDS, shift: 0 };
  const shift = byteOffset & 3;
  return { window, words: new Int32Array(bytes.buffer, byteOffset - shift, (length + shift) >> 2), shift };
}

export const MAX_DEPTH = 512;
/** Added to an encoded offset to say that it went wrong by depth; buffers are shorter than this. */
export const TOO_DEEP: number = 2 ** 40;
/** After an escaped quote more of them are likely, and a native search costs as much as reading this many bytes. */
const REREAD = 64;
/** Below this many bytes the view costs more than it saves. */
const WORDS_FROM = 400;

// What may come next inside a container.
const VALUE = 1;
const KEY = 2;
const CLOSE = 4;
const COMMA = 8;

/** Past the value that starts at `at`, or `~offset` of the fault (`~offset - TOO_DEEP` past 512 levels). */
export function valueEnd(bytes: Buffer, at: number, walk: Walk): number {
  const byte = bytes[at];
  if (byte === 0x22) return stringEnd(bytes, at, walk);
  if (byte === 0x7b || byte === 0x5b) return containerEnd(bytes, at, walk);
  return scalarEnd(bytes, at);
}

export function skipSpace(bytes: Buffer, at: number): number {
  let i = at;
  for (; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
  }
  return i;
}

/** Past the closing quote of the string that opens at `at`, or `~offset` of the fault. */
export function stringEnd(bytes: Buffer, at: number, walk: Walk): number {
  const { words, shift } = walk;
  const length = bytes.length;
  let limit = at + 1 + walk.window;
  let i = at + 1;
  // Keys and short values end before words pay.
  let stop = aligned(i + 16, shift);
  for (;;) {
    if (stop > length) stop = length;
    while (i < stop) {
      const byte = bytes[i]!;
      if (byte > 0x5c) {
        i++;
      } else if (byte === 0x22) {
        return i + 1;
      } else if (byte === 0x5c) {
        const past = escapeEnd(bytes, i);
        if (past < 0) return past;
        i = past;
      } else if (byte < 0x20) {
        return ~i;
      } else i++;
    }
    if (i >= length) return ~length;
    if (i < limit) {
      if (((i + shift) & 3) === 0) i = (plainWords(words, (i + shift) >> 2, (limit + shift) >> 2) << 2) - shift;
      stop = aligned(i + 4, shift);
      continue;
    }
    const quote = bytes.indexOf(0x22, i);
    if (quote < 0) return ~length;
    let slash = quote - 1;
    while (slash >= i && bytes[slash] === 0x5c) slash--;
    if (((quote - slash) & 1) === 1) return quote + 1;
    i = quote + 1;
    limit = i + REREAD;
    stop = aligned(i, shift);
  }
}

function aligned(at: number, shift: number): number {
  return ((at + shift + 3) & ~3) - shift;
}

/** The first word from `at` that holds a quote, a backslash or a control character; at most `limit`. */
function plainWords(words: Int32Array, at: number, limit: number): number {
  const last = Math.min(limit, words.length);
  let i = at;
  for (; i < last; i++) {
    const word = words[i]!;
    const quotes = word ^ 0x22222222;
    const slashes = word ^ 0x5c5c5c5c;
    // Each term raises the top bit of some byte exactly when one byte of its kind is there.
    const controls = (word - 0x20202020) & ~word;
    const found = controls | ((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes);
    if ((found & 0x80808080) !== 0) break;
  }
  return i;
}

function escapeEnd(bytes: Buffer, at: number): number {
  switch (bytes[at + 1]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 2;
    case 0x75: // u
      for (let i = at + 2; i < at + 6; i++) if (!isHex(bytes[i])) return ~Math.min(i, bytes.length);
      return at + 6;
    default:
      return ~Math.min(at + 1, bytes.length);
  }
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function containerEnd(bytes: Buffer, at: number, walk: Walk): number {
  const length = bytes.length;
  // One bit of history per level; the level `at` opens is the second, the first being the document's own.
  const objects = stack;
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

/** Scratch: a walk never yields, so one is enough. */
const stack = new Uint8Array(MAX_DEPTH + 1);

function scalarEnd(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === 0x74) return wordEnd(bytes, at, "true");
  if (byte === 0x66) return wordEnd(bytes, at, "false");
  if (byte === 0x6e) return wordEnd(bytes, at, "null");
  return numberEnd(bytes, at);
}

function wordEnd(bytes: Buffer, at: number, word: string): number {
  for (let i = 1; i < word.length; i++) {
    if (bytes[at + i] !== word.charCodeAt(i)) return ~Math.min(at + i, bytes.length);
  }
  return at + word.length;
}

function numberEnd(bytes: Buffer, at: number): number {
  let i = bytes[at] === 0x2d ? at + 1 : at;
  if (bytes[i] === 0x30) i++;
  else if ((i = digitsEnd(bytes, i)) < 0) return i;
  if (bytes[i] === 0x2e && (i = digitsEnd(bytes, i + 1)) < 0) return i;
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    i++;
    if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++;
    i = digitsEnd(bytes, i);
  }
  return i;
}

/** One digit at least. */
function digitsEnd(bytes: Buffer, at: number): number {
  if (!isDigit(bytes[at])) return ~Math.min(at, bytes.length);
  let i = at + 1;
  while (isDigit(bytes[i])) i++;
  return i;
}
