/** Reads one top-level member of a JSON answer from its end, where usage stands, without parsing the rest. */
import { asBuffer } from "./buffer.ts";
import { scanObject } from "./scan.ts";
import { skipSpace } from "./space.ts";
import { stringEnd, walkOf } from "./string.ts";
import type { Walk } from "./string.ts";
import { valueEnd } from "./value.ts";

/** Look-alikes tried from the end before one scan from the start settles it: keeps hostile answers linear. */
const TRIES = 8;

/** The top-level `usage` object; undefined when there is none, or it is null. */
export function usageOf(bytes: Uint8Array): Record<string, unknown> | undefined {
  const value = tailMember(bytes, "usage");
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/**
 * The last top-level member of that name, parsed alone; undefined when absent or broken. The document must be whole.
 * `name` is plain ASCII, and a key the sender wrote with escapes is not found.
 */
export function tailMember(bytes: Uint8Array, name: string): unknown {
  const buffer = asBuffer(bytes);
  const walk = walkOf(buffer, 64);
  let from = buffer.length;
  for (let tries = 0; tries < TRIES; tries++) {
    const key = buffer.lastIndexOf(`"${name}"`, from);
    if (key < 0) return undefined;
    from = key - 1;
    if (buffer[key - 1] !== 0x5c) {
      const colon = skipSpace(buffer, key + name.length + 2);
      if (buffer[colon] === 0x3a) {
        const start = skipSpace(buffer, colon + 1);
        const end = valueEnd(buffer, start, walk);
        if (end > 0 && endsWithin(buffer, end, walk)) return parsed(buffer, start, end);
      }
    }
    if (from < 0) return undefined;
  }
  const scan = scanObject(buffer);
  const entry = scan.ok ? scan.entries.find((each) => each.name === name) : undefined;
  return entry && parsed(buffer, entry.valueStart, entry.valueEnd);
}

/** Proof that `at` lies directly in the document's object: going on from it, exactly the last byte closes a level more. */
function endsWithin(bytes: Buffer, at: number, walk: Walk): boolean {
  let depth = 0;
  let i = at;
  while (i < bytes.length) {
    const byte = bytes[i]!;
    if (byte === 0x22) {
      i = stringEnd(bytes, i, walk);
      if (i < 0) return false;
      continue;
    }
    i++;
    if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth < 0) {
      return byte === 0x7d && skipSpace(bytes, i) === bytes.length;
    }
  }
  return false;
}

function parsed(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString("utf8", start, end));
  } catch {
    return undefined;
  }
}
