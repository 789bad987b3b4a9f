/** One chunk of HTTP/1.1's chunked coding (RFC 9112, 7.1) in one piece. */

/** Beyond this a copy costs more than the writes it saves. */
export const mostToCopy = 16_384;

/** Takes 1 to `mostToCopy` bytes: an empty chunk would be the last one. */
export function chunkOf(bytes: Uint8Array): Buffer {
  const { length } = bytes;
  const digits = length < 0x10 ? 1 : length < 0x100 ? 2 : length < 0x1000 ? 3 : 4;
  const chunk = Buffer.allocUnsafe(digits + length + 4);
  for (let at = digits - 1, left = length; at >= 0; at--, left >>= 4) chunk[at] = hex.charCodeAt(left & 15);
  chunk[digits] = cr;
  chunk[digits + 1] = lf;
  chunk.set(bytes, digits + 2);
  chunk[digits + length + 2] = cr;
  chunk[digits + length + 3] = lf;
  return chunk;
}

const hex = "0123456789abcdef";
const [cr, lf] = [0x0d, 0x0a];
