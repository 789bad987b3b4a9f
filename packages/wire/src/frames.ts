/** Cuts a stream of chunks into server-sent events, copying only an event that is split between chunks. */
import { asBuffer } from "./buffer.ts";
import { LineFrame } from "./frame.ts";
import type { Frame } from "./frame.ts";

const EMPTY = Buffer.alloc(0);

/** Lines end in LF or CRLF. A blank line outside an event is an event of its own, so that no byte is lost. */
export class Frames {
  readonly #maxBytes: number;
  readonly #frame = new LineFrame();
  /** Offsets of the line feeds of the unfinished event, from its start. */
  readonly #feeds: number[] = [];
  #feedCount = 0;
  /** A buffer that starts with the unfinished event. Never reused: views of it can be kept. */
  #held: Buffer = EMPTY;
  #pending = 0;
  #fresh = true;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of an unfinished event. */
  get pending(): number {
    return this.#pending;
  }

  /** Calls back for each event completed. Throws RangeError when an unfinished event exceeds maxBytes. */
  push(chunk: Uint8Array, each: (frame: Frame) => void): void {
    if (chunk.length === 0) return;
    const held = this.#pending;
    const buffer = held === 0 ? asBuffer(chunk) : this.#append(chunk);
    const feeds = this.#feeds;
    const length = buffer.length;
    let start = 0;
    let from = held;
    let lineStart = this.#feedCount === 0 ? 0 : feeds[this.#feedCount - 1]! + 1;
    for (;;) {
      const feed = lineFeed(buffer, from, length);
      if (feed < 0) break;
      from = feed + 1;
      const blank = feed === lineStart || (feed === lineStart + 1 && buffer[lineStart] === 0x0d);
      lineStart = from;
      if (!blank) {
        feeds[this.#feedCount++] = feed - start;
        continue;
      }
      this.#emit(buffer, start, from, each);
      start = from;
    }
    this.#frame.release();
    this.#keep(buffer, start, held > 0);
  }

  /** The unfinished event, a view. */
  rest(): Buffer {
    return this.#held.subarray(0, this.#pending);
  }

  #emit(buffer: Buffer, start: number, end: number, each: (frame: Frame) => void): void {
    const feeds = this.#feeds;
    const frame = this.#frame;
    frame.begin(buffer, start, end);
    let line = this.#fresh ? pastMark(buffer, start) : start;
    this.#fresh = false;
    for (let i = 0; i < this.#feedCount; i++) {
      const feed = start + feeds[i]!;
      frame.line(line, feed);
      line = feed + 1;
    }
    this.#feedCount = 0;
    each(frame);
  }

  #append(chunk: Uint8Array): Buffer {
    const length = this.#pending + chunk.length;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.#pending);
      this.#held = larger;
    }
    this.#held.set(chunk, this.#pending);
    return this.#held.subarray(0, length);
  }

  #keep(buffer: Buffer, start: number, isHeld: boolean): void {
    const pending = buffer.length - start;
    this.#pending = pending;
    if (pending > this.#maxBytes) {
      this.#held = EMPTY;
      this.#pending = 0;
      this.#feedCount = 0;
      throw new RangeError(`an event of more than ${this.#maxBytes} bytes`);
    }
    if (pending === 0) this.#held = EMPTY;
    else if (start > 0 || !isHeld) {
      this.#held = Buffer.allocUnsafe(Math.max(pending * 2, 1024));
      buffer.copy(this.#held, 0, start);
    }
  }
}

/** After one line feed the next is often there: that saves the native call. */
function lineFeed(buffer: Buffer, from: number, length: number): number {
  if (from >= length) return -1;
  return buffer[from] === 0x0a ? from : buffer.indexOf(0x0a, from);
}

/** A stream can begin with a byte-order mark, which means nothing. */
function pastMark(buffer: Buffer, start: number): number {
  return buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf ? start + 3 : start;
}
