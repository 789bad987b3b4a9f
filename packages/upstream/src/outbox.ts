/** Between the upstream and a reader that may not be there yet, or may stall: a bounded hold. */
import type { Refusal, Sink } from "@headgate/core";

/** The source that the outbox slows down when nobody takes its bytes. */
export interface Tap {
  pause(): void;
  resume(): void;
}

export class Outbox {
  readonly limit: number;
  readonly tap: Tap;
  sink: Sink | undefined;
  /** Waits for the reader. */
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
  add(bytes: Buffer): void {
    if (this.sink) return this.sink.write(bytes);
    this.held.push(bytes);
    this.size += bytes.length;
    if (this.full && !this.paused) this.pause();
  }
  /** The reader has come. */
  open(sink: Sink): void {
    this.sink = sink;
    const { held } = this;
    this.held = [];
    this.size = 0;
    for (const bytes of held) sink.write(bytes);
    this.last?.(sink);
    if (this.paused) this.resume();
  }
  end(): void {
    this.close((sink) => sink.end());
  }
  fail(why: Refusal, frame?: Uint8Array): void {
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
    if (this.sink) last(this.sink);
    else this.last = last;
  }
}
