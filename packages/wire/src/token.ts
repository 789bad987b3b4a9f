/** Cheap questions about JSON-looking bytes. */
import { asBuffer } from "./buffer.ts";
import { skipSpace } from "./space.ts";

/** Whether the bytes hold `"name"` as a whole JSON string, key or value, at any depth. `name` is plain text. */
export function hasToken(bytes: Buffer, name: string): boolean {
  const token = `"${name}"`;
  // A quote behind a backslash belongs to the inside of another string.
  for (let at = bytes.indexOf(token); at >= 0; at = bytes.indexOf(token, at + 1)) {
    if (at === 0 || bytes[at - 1] !== 0x5c) return true;
  }
  return false;
}

/** Whether the bytes are one valid JSON object or array. */
export function isJson(bytes: Uint8Array): boolean {
  const buffer = asBuffer(bytes);
  const first = buffer[skipSpace(buffer, 0)];
  if (first !== 0x7b && first !== 0x5b) return false;
  try {
    // Latin-1 decodes faster than UTF-8 and is valid JSON for exactly the same bytes.
    JSON.parse(buffer.toString("latin1"));
    return true;
  } catch {
    return false;
  }
}
