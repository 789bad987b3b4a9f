/** Between the upstream and a reader that may not be there yet, or may stall: a bounded hold, and bytes in as few writes as they came in. */
import type { Refusal, Sink } from "@headgate/core";

/** What the outbox slows down when nobody takes its bytes. */
export interface Tap {
  pause(): void;
  resume(): void;
}

export class Outbox {
  readonly limit: number;
  readonly tap: Tap;
  sink: Sink | undefined;
  held: Buffer[] = [];
  size = 0;
  paused = false;
  last: ((sink: Sink) => void) | undefined;

  constructor(limit: number, tap: Tap) {
    this.limit = limit;
    this.tap = tap;
  }

  get full(): boolean {
    return this.size > this.limit;
  }
  /** Views that follow one another in memory become one write again. */
  add(bytes: Buffer): void {
    const before = this.held.at(-1);
    this.size += bytes.length;
    if (before && before.buffer === bytes.buffer && before.byteOffset + before.length === bytes.byteOffset) {
      this.held[this.held.length - 1] = Buffer.from(before.buffer, before.byteOffset, before.length + bytes.length);
    } else this.held.push(bytes);
  }
  flush(): void {
    const { sink, held } = this;
    if (!sink) {
      if (this.full && !this.paused) this.pause();
      return;
    }
    if (held.length === 0) return;
    this.held = [];
    this.size = 0;
    for (const bytes of held) sink.write(bytes);
  }
  /** The reader has come. */
  open(sink: Sink): void {
    this.sink = sink;
    if (this.paused) this.resume();
    this.flush();
    this.last?.(sink);
  }
  end(): void {
    this.close((sink) => sink.end());
  }
  fail(why: Refusal, frame: Uint8Array): void {
    this.close((sink) => sink.fail(why, frame));
  }
  pause(): void {
    this.paused = true;
    this.tap.pause();
  }
  resume(): void {
    this.paused = false;
    this.tap.resume();
  }

  close(last: (sink: Sink) => void): void {
    this.flush();
    if (this.sink) last(this.sink);
    else this.last = last;
  }
}
