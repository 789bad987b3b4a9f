/** Turns short byte runs that recur (keys, event names) into strings without allocating one each time. */

const SLOTS = 512;
const LONGEST = 24;
const known: (string | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

/** The text of bytes[start, end), read as UTF-8. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return "";
  if (length > LONGEST) return bytes.toString("utf8", start, end);
  const middle = bytes[start + (length >> 1)]!;
  const hash = length * 37 + bytes[start]! * 7 + middle * 151 + bytes[end - 1]! * 61;
  const slot = hash & (SLOTS - 1);
  const found = known[slot];
  if (found !== undefined && spells(bytes, start, length, found)) return found;
  const text = bytes.toString("utf8", start, end);
  if (text.length === length) known[slot] = text;
  return text;
}

/** A slot is only a guess: the sender can choose strings that share one. */
function spells(bytes: Buffer, start: number, length: number, text: string): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) return false;
  }
  return true;
}
