/** Amazon's event stream (application/vnd.amazon.eventstream) as the server-sent events that it wraps. */
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { asBuffer, type Frame, Frames } from "@headgate/wire";
import { crc32 } from "node:zlib";
import { awsErrorEvent } from "./aws-errors.ts";

/** It is not an event stream, or was damaged on its way. */
export class DamagedStream extends Error {}

/** Length, length of the headers, and a checksum of both. */
const preludeBytes = 12;

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8")),
  (text) => Buffer.from(text, "utf8"),
);

/** What `Frames` is for server-sent events. */
export class EventStreamFrames {
  readonly #maxBytes: number;
  readonly #frames = new Frames(Infinity);
  #chunks: Uint8Array[] = [];
  #wanted = preludeBytes;
  #pending = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of an unfinished message. */
  get pending(): number {
    return this.#pending;
  }

  /** Calls back for each event completed. Throws a RangeError for a message of more than maxBytes, a DamagedStream for bytes that are not a message. */
  push(chunk: Uint8Array, each: (frame: Frame) => void): void {
    this.#chunks.push(chunk);
    this.#pending += chunk.length;
    if (this.#pending < this.#wanted) return;
    let bytes = this.#chunks.length === 1 ? asBuffer(chunk) : Buffer.concat(this.#chunks);
    for (;;) {
      this.#wanted = bytes.length < preludeBytes ? preludeBytes : lengthOf(bytes, this.#maxBytes);
      if (bytes.length < this.#wanted) break;
      const event = eventOf(bytes.subarray(0, this.#wanted));
      bytes = bytes.subarray(this.#wanted);
      if (event) this.#frames.push(event, each);
    }
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#pending = bytes.length;
  }
}

/** Checked before the rest has come: with a wrong length the wait would be in vain. */
function lengthOf(bytes: Buffer, maxBytes: number): number {
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw new DamagedStream("a damaged prelude");
  const length = bytes.readUInt32BE(0);
  if (length > maxBytes) throw new RangeError(`a message of more than ${maxBytes} bytes`);
  if (length < preludeBytes + 4) throw new DamagedStream("a message that is too short");
  return length;
}

/** Undefined: not an event of the model. */
function eventOf(message: Buffer): Buffer | undefined {
  const { headers, body } = decoded(message);
  const header = (name: string): string | undefined => {
    const value = headers[name]?.value;
    return typeof value === "string" ? value : undefined;
  };
  const kind = header(":message-type");
  if (kind === "exception") return frameOf(JSON.stringify(awsErrorEvent(header(":exception-type") ?? "exception", body)));
  if (kind === "error") {
    const said = Buffer.from(JSON.stringify({ message: header(":error-message") }));
    return frameOf(JSON.stringify(awsErrorEvent(header(":error-code") ?? "error", said)));
  }
  return header(":event-type") === "chunk" ? frameOf(inside(body)) : undefined;
}

function decoded(message: Buffer): ReturnType<EventStreamCodec["decode"]> {
  try {
    return codec.decode(message);
  } catch {
    throw new DamagedStream("a damaged message");
  }
}

/** The decoded bytes of `{"bytes": base64}`. */
function inside(body: Uint8Array): string {
  const { bytes } = (parsed(Buffer.from(body).toString("utf8")) ?? {}) as { bytes?: unknown };
  if (typeof bytes !== "string") throw new DamagedStream("a chunk without bytes");
  return Buffer.from(bytes, "base64").toString("utf8");
}

function frameOf(json: string): Buffer {
  const value = parsed(json);
  if (typeof value !== "object" || value === null) throw new DamagedStream("a chunk that is no JSON");
  const { type } = value as { type?: unknown };
  const name = typeof type === "string" && /^\w+$/.test(type) ? `event: ${type}\n` : "";
  return Buffer.from(`${name}data: ${/[\r\n]/.test(json) ? JSON.stringify(value) : json}\n\n`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
