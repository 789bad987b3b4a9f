/** One server-sent event, read from its bytes only as far as somebody asks. */
import { standsAt } from "./ascii.ts";
import { skipSpace } from "./space.ts";
import { type Marks, walkOf } from "./string.ts";
import { textOf } from "./name.ts";
import { isJson } from "./json.ts";
import { valueEnd } from "./value.ts";

const EMPTY = Buffer.alloc(0);
const FEED = Buffer.from("\n");

/** The object is reused for the next event: read it during the callback. Buffers that it returned stay valid. */
export interface Frame {
  /** The whole event with its blank line: a view. */
  readonly bytes: Buffer;
  /** "" when there is no `event:` line. */
  readonly event: string;
  /** The `data:` payload: a view for one line, a copy joined by \n for several, empty for none. */
  readonly data: Buffer;
  /** There is no `data:` line. */
  readonly comment: boolean;
  /** The payload is one valid JSON object or array. */
  readonly json: boolean;
  /** Set when `json` is read and true: which words the payload mentions. */
  readonly marks: Readonly<Marks>;
  /** The payload is exactly this ASCII text. */
  is(text: string): boolean;
}

/** The frame that `Frames` hands out. */
export class LineFrame implements Frame {
  readonly marks: Marks = { error: false, usage: false };
  #buffer: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  #eventStart = 0;
  #eventEnd = 0;
  /** The first data line; -1 when there is none. */
  #dataStart = -1;
  #dataEnd = 0;
  /** Further data lines, start and end in turn. */
  #more: number[] | undefined;

  get bytes(): Buffer {
    const whole = this.#start === 0 && this.#end === this.#buffer.length;
    return whole ? this.#buffer : this.#buffer.subarray(this.#start, this.#end);
  }
  get event(): string {
    return this.#eventEnd === this.#eventStart ? "" : textOf(this.#buffer, this.#eventStart, this.#eventEnd);
  }
  get comment(): boolean {
    return this.#dataStart < 0;
  }
  get data(): Buffer {
    if (this.comment) return EMPTY;
    const first = this.#buffer.subarray(this.#dataStart, this.#dataEnd);
    if (!this.#more) return first;
    const parts: Buffer[] = [first];
    for (let i = 0; i < this.#more.length; i += 2) parts.push(FEED, this.#buffer.subarray(this.#more[i], this.#more[i + 1]));
    return Buffer.concat(parts);
  }
  get json(): boolean {
    const { marks } = this;
    marks.error = marks.usage = false;
    if (this.#more) return isJson(this.data, marks);
    const buffer = this.#buffer;
    const start = skipSpace(buffer, this.#dataStart);
    if (buffer[start] !== 0x7b && buffer[start] !== 0x5b) return false;
    // The walk can run past a damaged payload into what follows: then it does not end where the payload does.
    const past = valueEnd(buffer, start, walkOf(buffer, buffer.length, marks));
    return past >= 0 && past <= this.#dataEnd && skipSpace(buffer, past) >= this.#dataEnd;
  }
  is(text: string): boolean {
    if (this.#more || this.#dataEnd - this.#dataStart !== text.length) return false;
    return standsAt(this.#buffer, this.#dataStart, text);
  }

  /** The event is buffer[start, end). */
  begin(buffer: Buffer, start: number, end: number): void {
    this.#buffer = buffer;
    this.#start = start;
    this.#end = end;
    this.#eventStart = this.#eventEnd = 0;
    this.#dataStart = -1;
    this.#more = undefined;
  }
  /** Reads one line of it, without its line feed. */
  line(start: number, feed: number): void {
    const bytes = this.#buffer;
    const end = feed > start && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
    const first = bytes[start];
    if (first === 0x64) {
      const value = valueStart(bytes, start, end, "data");
      if (value >= 0) this.#add(value, end);
    } else if (first === 0x65) {
      const value = valueStart(bytes, start, end, "event");
      if (value < 0) return;
      this.#eventStart = value;
      this.#eventEnd = end;
    }
  }
  #add(start: number, end: number): void {
    if (this.#dataStart >= 0) (this.#more ??= []).push(start, end);
    else {
      this.#dataStart = start;
      this.#dataEnd = end;
    }
  }
  /** Lets go of the memory. */
  release(): void {
    this.#buffer = EMPTY;
  }
}

/** Where the field's value starts; -1 when the line is another field. A name alone is the field with an empty value. */
function valueStart(bytes: Buffer, start: number, end: number, field: string): number {
  const colon = start + field.length;
  if (colon > end || !standsAt(bytes, start, field)) return -1;
  if (colon === end) return end;
  if (bytes[colon] !== 0x3a) return -1;
  return colon + 1 < end && bytes[colon + 1] === 0x20 ? colon + 2 : colon + 1;
}
