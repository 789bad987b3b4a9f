/** One chunk of HTTP/1.1's chunked coding (RFC 9112, 7.1) in one piece. */

/** Bytes; beyond this a copy costs more than the writes it saves. */
export const mostToCopy = 16_384;

/** Takes pieces of 1 to `mostToCopy` bytes in all: an empty chunk would be the last one. */
export function chunkOf(pieces: readonly Uint8Array[], length: number): Buffer {
  const digits = length < 0x10 ? 1 : length < 0x100 ? 2 : length < 0x1000 ? 3 : 4;
  const chunk = Buffer.allocUnsafe(digits + length + 4);
  for (let at = digits - 1, left = length; at >= 0; at--, left >>= 4) chunk[at] = hex.charCodeAt(left & 15);
  let at = lineEnd(chunk, digits);
  for (const piece of pieces) {
    chunk.set(piece, at);
    at += piece.length;
  }
  lineEnd(chunk, at);
  return chunk;
}

function lineEnd(chunk: Buffer, at: number): number {
  chunk[at] = 0x0d;
  chunk[at + 1] = 0x0a;
  return at + 2;
}

const hex = "0123456789abcdef";
