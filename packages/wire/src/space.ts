/** Crosses the four bytes that JSON calls white space. */

/** The first byte from `at` that is not white space, or the length. */
export function skipSpace(bytes: Buffer, at: number): number {
  let i = at;
  for (; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
  }
  return i;
}

/** The last byte at or before `at` that is not white space, or -1. */
export function skipSpaceBack(bytes: Uint8Array, at: number): number {
  let i = at;
  for (; i >= 0; i--) {
    const byte = bytes[i]!;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return i;
}
