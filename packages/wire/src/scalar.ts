/** Finds where a number or one of the three words ends, checking its grammar. */

/** Past the scalar at `at`, or `~offset` of the fault. */
export function scalarEnd(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === 0x74) return wordEnd(bytes, at, "true");
  if (byte === 0x66) return wordEnd(bytes, at, "false");
  // Common in events.
  if (byte === 0x6e)
    return bytes[at + 3] === 0x6c && bytes[at + 2] === 0x6c && bytes[at + 1] === 0x75 ? at + 4 : wordEnd(bytes, at, "null");
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

/** At least one digit. */
function digitsEnd(bytes: Buffer, at: number): number {
  if (!isDigit(bytes[at])) return ~Math.min(at, bytes.length);
  let i = at + 1;
  while (isDigit(bytes[i])) i++;
  return i;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
