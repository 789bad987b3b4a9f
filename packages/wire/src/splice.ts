/** Replaces ranges of bytes: as one copy, or as the pieces that it would be made of. */

/** Replaces [start, end) by `bytes`; text is UTF-8. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array | string;
}

/** Applies the edits to a copy, in one allocation. Best given sorted; throws RangeError when they overlap or leave the bytes. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  const sorted = checked(bytes, edits);
  let length = bytes.length;
  for (const edit of sorted) length += sizeOf(edit.bytes) - (edit.end - edit.start);
  const out = Buffer.allocUnsafe(length);
  let from = 0;
  let to = 0;
  for (const edit of sorted) {
    to = copy(out, to, bytes, from, edit.start);
    if (typeof edit.bytes === "string") to += out.write(edit.bytes, to);
    else to = copy(out, to, edit.bytes, 0, edit.bytes.length);
    from = edit.end;
  }
  copy(out, to, bytes, from, bytes.length);
  return out;
}

/** The edited bytes without copying them: views between the replacements. Throws as `splice` does. */
export function pieces(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end, bytes: own } of checked(bytes, edits)) {
    if (start > from) parts.push(bytes.subarray(from, start));
    if (own.length > 0) parts.push(typeof own === "string" ? Buffer.from(own) : own);
    from = end;
  }
  if (from < bytes.length) parts.push(bytes.subarray(from));
  return parts;
}

function checked(bytes: Uint8Array, edits: readonly Edit[]): readonly Edit[] {
  const sorted = inOrder(edits) ? edits : [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let past = 0;
  for (const { start, end } of sorted) {
    if (start < past || end < start || end > bytes.length) {
      throw new RangeError(`edit [${start}, ${end}) overlaps another or leaves ${bytes.length} bytes`);
    }
    past = end;
  }
  return sorted;
}

function inOrder(edits: readonly Edit[]): boolean {
  for (let i = 1; i < edits.length; i++) if (edits[i]!.start < edits[i - 1]!.start) return false;
  return true;
}

function sizeOf(bytes: Uint8Array | string): number {
  return typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.length;
}

function copy(out: Buffer, to: number, bytes: Uint8Array, from: number, end: number): number {
  if (from === end) return to;
  if (Buffer.isBuffer(bytes)) bytes.copy(out, to, from, end);
  else out.set(bytes.subarray(from, end), to);
  return to + end - from;
}
