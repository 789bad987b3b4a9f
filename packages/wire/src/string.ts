/** Finds where a JSON string ends, checking its escapes; only long ones are crossed unread. */

/** How one document is being walked. */
export interface Walk {
  /** Bytes of a string that are read before a native search takes over; what it jumps over is not checked. */
  readonly window: number;
  /** The same memory four bytes at a time, from the aligned address at or before it. */
  readonly words: Int32Array;
  /** How many bytes earlier the words begin. */
  readonly shift: number;
  /** Words to notice on the way; absent: none. */
  readonly marks?: Marks;
}

/** Words of five letters that a walk notices: cheaper than a search of its own for each. */
export interface Marks {
  /** `"error"` occurs as a key or as a value. */
  error: boolean;
  /** `"usage"` is a key whose value is not null. */
  usage: boolean;
}

/** Below this many bytes the view costs more than it saves. */
const WORDS_FROM = 400;
/** After an escaped quote more of them are likely, and a native search costs as much as reading this many bytes. */
const REREAD = 64;
const NO_WORDS = new Int32Array(0);

export function walkOf(bytes: Buffer, window: number, marks?: Marks): Walk {
  const { length, byteOffset } = bytes;
  if (length < WORDS_FROM) return marks ? { window, words: NO_WORDS, shift: 0, marks } : { window, words: NO_WORDS, shift: 0 };
  const shift = byteOffset & 3;
  const words = new Int32Array(bytes.buffer, byteOffset - shift, (length + shift) >> 2);
  return marks ? { window, words, shift, marks } : { window, words, shift };
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
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}
