/** Replaces ranges of bytes: as one copy, or as the pieces that it would be made of. */

/** Replaces [start, end) by `bytes`; text is UTF-8. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array | string;
}

/** The edited bytes without copying them: views between what the edits bring. Throws RangeError when edits overlap or leave the bytes. */
export function pieces(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array[] {
  const sorted = inOrder(edits) ? edits : [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end, bytes: own } of sorted) {
    if (start < from || end < start || end > bytes.length) {
      throw new RangeError(`edit [${start}, ${end}) overlaps another or leaves ${bytes.length} bytes`);
    }
    if (start > from) parts.push(bytes.subarray(from, start));
    if (own.length > 0) parts.push(typeof own === "string" ? Buffer.from(own) : own);
    from = end;
  }
  if (from < bytes.length) parts.push(bytes.subarray(from));
  return parts;
}

/** Applies the edits to a copy. They are best given sorted; throws RangeError as `pieces` does. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  return Buffer.concat(pieces(bytes, edits));
}

function inOrder(edits: readonly Edit[]): boolean {
  for (let i = 1; i < edits.length; i++) if (edits[i]!.start < edits[i - 1]!.start) return false;
  return true;
}
