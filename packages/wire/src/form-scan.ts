/** Finds the parts of a multipart/form-data body while it arrives, by offset, and refuses what two parsers could read differently. */
import { readHead } from "./form-head.ts";
import type { FormHead } from "./form.ts";

/** The content stands in the body from `start` to `end`. */
export interface ScannedPart extends FormHead {
  readonly start: number;
  readonly end: number;
  /** Present for a text field. */
  readonly value?: Buffer | undefined;
}

export interface FormLimits {
  readonly parts: number;
  /** Bytes of a part's head. */
  readonly headBytes: number;
  /** Bytes of all text fields, which are kept in memory. */
  readonly textBytes: number;
}

export interface FormFault {
  /** A continuation of "the form" or "part 3 of the form". */
  readonly what: string;
  /** Counted from 1; 0: the form itself. */
  readonly part: number;
  readonly at: number;
  readonly tooLarge?: true;
}

export class FormScan {
  readonly parts: ScannedPart[] = [];
  readonly limits: FormLimits;
  fault: FormFault | undefined;
  readonly first: Buffer;
  readonly delimiter: Buffer;
  state: "opening" | "line" | "head" | "content" | "closed" = "opening";
  /** Bytes that cannot be judged before more have arrived. */
  rest: Buffer = nothing;
  /** Offset of the next byte. */
  at = 0;
  part: FormHead | undefined;
  start = 0;
  /** The content of the current part, if it is a text. */
  text: Growing | undefined;
  textBytes = 0;

  /** `boundary` as `boundaryOf` gives it. */
  constructor(boundary: string, limits: FormLimits) {
    this.limits = limits;
    this.first = Buffer.from(`--${boundary}`);
    this.delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** False once there is a fault. Keeps no view of a chunk that belongs to a file. */
  write(chunk: Buffer): boolean {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = nothing;
    let from = 0;
    while (from < bytes.length && !this.fault) {
      const next = this.step(bytes, from);
      if (next < 0) break;
      this.at += next - from;
      from = next;
    }
    this.rest = bytes.subarray(from);
    return this.fault === undefined;
  }

  /** The body has ended. */
  end(): boolean {
    if (this.state !== "closed" && !this.fault) this.wrong("ends before its last boundary");
    return this.fault === undefined;
  }

  /** Where to continue; -1: more is needed. */
  step(bytes: Buffer, from: number): number {
    switch (this.state) {
      case "opening":
        return this.open(bytes, from);
      case "line":
        return this.line(bytes, from);
      case "head":
        return this.head(bytes, from);
      case "content":
        return this.content(bytes, from);
      default:
        return onlyBreaks(bytes, from) ? bytes.length : this.wrong("goes on after its last boundary");
    }
  }

  /** Only the line break that some clients send is allowed before the first boundary. */
  open(bytes: Buffer, from: number): number {
    const { first, delimiter } = this;
    const whole = bytes[from] === first[0] ? first : delimiter;
    const come = Math.min(whole.length, bytes.length - from);
    if (whole.compare(bytes, from, from + come, 0, come) !== 0) return this.wrong("does not begin with its boundary");
    if (come < whole.length) return -1;
    this.state = "line";
    return from + come;
  }
  line(bytes: Buffer, from: number): number {
    if (bytes.length - from < 2) return -1;
    const next = bytes.toString("latin1", from, from + 2);
    if (next === "--") this.state = "closed";
    else if (next !== "\r\n") return this.wrong("has a boundary that goes on");
    else if (this.parts.length === this.limits.parts) return this.wrong(`has more than ${this.limits.parts} parts`);
    else this.state = "head";
    return from + 2;
  }
  head(bytes: Buffer, from: number): number {
    const { headBytes } = this.limits;
    const end = bytes.indexOf("\r\n\r\n", from, "latin1");
    if ((end < 0 ? bytes.length : end) - from > headBytes) return this.wrong(`has a head of more than ${headBytes} bytes`, true);
    if (end < 0) return -1;
    const head = readHead(bytes.subarray(from, end));
    if (typeof head === "string") return this.wrong(head, true);
    this.part = head;
    this.text = isText(head) ? new Growing() : undefined;
    this.start = this.at + end + 4 - from;
    this.state = "content";
    return end + 4;
  }
  content(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(this.delimiter, from);
    const end = found < 0 ? this.mayEnd(bytes, from) : found;
    if (!this.take(bytes, from, end)) return -1;
    if (found < 0) return end === from ? -1 : end;
    const { part, start, text } = this;
    this.parts.push({ ...part!, start, end: this.at + end - from, ...(text && { value: text.bytes }) });
    this.text = undefined;
    this.state = "line";
    return end + this.delimiter.length;
  }

  /** Copies text, because a view would keep the whole chunk alive. */
  take(bytes: Buffer, from: number, end: number): boolean {
    if (!this.text || end === from) return true;
    this.textBytes += end - from;
    const { textBytes } = this.limits;
    if (this.textBytes > textBytes) {
      this.wrong(`has more than ${textBytes} bytes of text; send a file as a file`);
      this.fault = { ...this.fault!, tooLarge: true };
      return false;
    }
    this.text.add(bytes.subarray(from, end));
    return true;
  }
  /** Where a delimiter could begin whose end has not arrived; else where the bytes end. */
  mayEnd(bytes: Buffer, from: number): number {
    const { delimiter } = this;
    let at = bytes.indexOf(0x0d, Math.max(from, bytes.length - delimiter.length + 1));
    while (at >= 0) {
      if (delimiter.compare(bytes, at, bytes.length, 0, bytes.length - at) === 0) return at;
      at = bytes.indexOf(0x0d, at + 1);
    }
    return bytes.length;
  }
  wrong(what: string, inPart = false): -1 {
    this.fault = { what, part: inPart ? this.parts.length + 1 : 0, at: this.at };
    return -1;
  }
}

const nothing = Buffer.alloc(0);

/** One buffer, however small the pieces: a list of them would cost a hundred times their bytes. */
class Growing {
  all: Buffer = nothing;
  size = 0;
  add(bytes: Buffer): void {
    const size = this.size + bytes.length;
    if (size > this.all.length) {
      const larger = Buffer.allocUnsafe(Math.max(size, this.all.length * 2));
      larger.set(this.bytes);
      this.all = larger;
    }
    this.all.set(bytes, this.size);
    this.size = size;
  }
  get bytes(): Buffer {
    return this.all.subarray(0, this.size);
  }
}

/** A part without a file name that is not declared as anything but text. */
function isText({ filename, type }: FormHead): boolean {
  return filename === undefined && (type === undefined || /^(?:text\/|application\/(?:[\w.+-]+\+)?json\b)/i.test(type));
}

function onlyBreaks(bytes: Buffer, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0x0d && bytes[i] !== 0x0a) return false;
  return true;
}
