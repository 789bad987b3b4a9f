/** How bytes move: one source, one sink, and a body that can be read again for every pass. */
import type { Refusal } from "./refusal.ts";

/** Pushes bytes until its end. `pause` is only a request: what has already been read may still arrive. */
export interface ByteSource {
  start(sink: Sink): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** After a failure: what the reader has received, if another answer could continue from there. */
  sent?(): Sent | undefined;
}

/** Opaque to everybody but the upstream that made it. */
export interface Sent {
  readonly "~sent": unknown;
}

/** Exactly one of `end` and `fail` comes last. `fail` becomes the dialect's error frame, without a terminator; `frame` is that frame where the stream itself knows it best. */
export interface Sink {
  write(bytes: Uint8Array): void;
  end(): void;
  fail(why: Refusal, frame?: Uint8Array): void;
}

/** Can be read again either way. Without `bytes` it is spooled to a file, so that a large upload takes no memory. */
export interface Body {
  /** In bytes. */
  readonly size: number;
  readonly bytes?: Uint8Array;
  open(): ByteSource;
}
