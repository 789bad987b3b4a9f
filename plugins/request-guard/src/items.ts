/** Walks the items of a JSON array that a scan has found, without parsing them. */

/** Calls back with the bounds of each item until the callback returns `false`; returns how many were seen. */
export function walkItems(
  bytes: Buffer,
  start: number,
  end: number,
  see: (start: number, end: number, index: number) => boolean,
): number {
  let [depth, from, count] = [0, -1, 0];
  for (let i = start + 1; i < end; i++) {
    const byte = bytes[i]!;
    if (byte <= SPACE) continue;
    const closes = byte === CLOSE_LIST || byte === CLOSE_OBJECT;
    if (depth === 0 && (byte === COMMA || closes)) {
      if (from >= 0 && !see(from, past(bytes, i), count++)) return count;
      from = -1;
      continue;
    }
    if (from < 0) from = i;
    if (byte === QUOTE) i = closingQuote(bytes, i);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
    else if (closes) depth--;
  }
  return count;
}

/** An earlier scan has made sure that there is one. */
function closingQuote(bytes: Buffer, open: number): number {
  for (let i = open; ;) {
    i = bytes.indexOf(QUOTE, i + 1);
    if (i < 0) return bytes.length;
    let slash = i;
    while (bytes[slash - 1] === BACKSLASH) slash--;
    if (((i - slash) & 1) === 0) return i;
  }
}

/** The position after the last byte before `at` that is not whitespace. */
function past(bytes: Buffer, at: number): number {
  let end = at;
  while (bytes[end - 1]! <= SPACE) end--;
  return end;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
