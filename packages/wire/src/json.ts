/** Whether bytes are JSON. */
import { asBuffer } from "./buffer.ts";
import { skipSpace } from "./space.ts";
import { type Marks, walkOf } from "./string.ts";
import { valueEnd } from "./value.ts";

/** Whether the bytes are one valid JSON object or array. */
export function isJson(bytes: Uint8Array, marks?: Marks): boolean {
  const buffer = asBuffer(bytes);
  const start = skipSpace(buffer, 0);
  const first = buffer[start];
  if (first !== 0x7b && first !== 0x5b) return false;
  // Every string is read to its end. A walk makes no garbage, unlike parsing each event of a stream.
  const end = valueEnd(buffer, start, walkOf(buffer, buffer.length, marks));
  return end >= 0 && skipSpace(buffer, end) === buffer.length;
}
