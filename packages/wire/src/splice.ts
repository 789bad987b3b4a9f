/** Replaces ranges of bytes in one allocation. */

/** Replaces [start, end) by `bytes`; text is UTF-8. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array | string;
}

/** Applies the edits to a copy. They are best given sorted; throws RangeError when they overlap or leave the bytes. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  const sorted = inOrder(edits) ? edits : [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let length = bytes.length;
  let past = 0;
  for (const edit of sorted) {
    if (edit.start < past || edit.end < edit.start || edit.end > bytes.length) {
      throw new RangeError(`edit [${edit.start}, ${edit.end}) overlaps another or leaves ${bytes.length} bytes`);
    }
    past = edit.end;
    length += sizeOf(edit.bytes) - (edit.end - edit.start);
  }
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
