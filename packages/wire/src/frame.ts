/** One server-sent event, read from its bytes only as far as somebody asks. */
import { textOf } from "./name.ts";

const EMPTY = Buffer.alloc(0);

/** The object is reused for the next event: read it during the callback. The buffers it gave stay as they are. */
export interface Frame {
  /** The whole event with its blank line: a view. */
  readonly bytes: Buffer;
  /** "" when there is no `event:` line. */
  readonly event: string;
  /** The `data:` payload: a view for one line, a copy joined by \n for several, empty for none. */
  readonly data: Buffer;
  /** There is no `data:` line. */
  readonly comment: boolean;
}

/** The frame that `Frames` hands out. */
export class LineFrame implements Frame {
  #buffer: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  #eventStart = 0;
  #eventEnd = 0;
  #ranges: number[] = [];
  #data: Buffer | undefined;

  get bytes(): Buffer {
    const whole = this.#start === 0 && this.#end === this.#buffer.length;
    return whole ? this.#buffer : this.#buffer.subarray(this.#start, this.#end);
  }

  get event(): string {
    return textOf(this.#buffer, this.#eventStart, this.#eventEnd);
  }

  get data(): Buffer {
    return (this.#data ??= this.#joined());
  }

  get comment(): boolean {
    return this.#ranges.length === 0;
  }

  /** The event is buffer[start, end). */
  begin(buffer: Buffer, start: number, end: number): void {
    this.#buffer = buffer;
    this.#start = start;
    this.#end = end;
    this.#eventStart = this.#eventEnd = 0;
    this.#ranges.length = 0;
    this.#data = undefined;
  }

  /** Reads one line of it, without its line feed. */
  line(start: number, feed: number): void {
    const bytes = this.#buffer;
    const end = feed > start && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
    const first = bytes[start];
    if (first === 0x64) {
      const value = valueStart(bytes, start, end, "data");
      if (value >= 0) this.#ranges.push(value, end);
    } else if (first === 0x65) {
      const value = valueStart(bytes, start, end, "event");
      if (value < 0) return;
      this.#eventStart = value;
      this.#eventEnd = end;
    }
  }

  /** Lets go of the memory. */
  end(): void {
    this.#buffer = EMPTY;
    this.#data = undefined;
  }

  #joined(): Buffer {
    const ranges = this.#ranges;
    if (ranges.length === 0) return EMPTY;
    if (ranges.length === 2) return this.#buffer.subarray(ranges[0], ranges[1]);
    const parts: Buffer[] = [];
    for (let i = 0; i < ranges.length; i += 2) {
      if (i > 0) parts.push(FEED);
      parts.push(this.#buffer.subarray(ranges[i], ranges[i + 1]));
    }
    return Buffer.concat(parts);
  }
}

const FEED = Buffer.from("\n");

/** Where the field's value starts; -1 when the line is another field. A name alone is the field with an empty value. */
function valueStart(bytes: Buffer, start: number, end: number, field: string): number {
  const colon = start + field.length;
  if (colon > end) return -1;
  for (let i = 1; i < field.length; i++) if (bytes[start + i] !== field.charCodeAt(i)) return -1;
  if (colon === end) return end;
  if (bytes[colon] !== 0x3a) return -1;
  return colon + 1 < end && bytes[colon + 1] === 0x20 ? colon + 2 : colon + 1;
}
