/** Holds a small answer back until it is complete and what it made is remembered; a large one passes as it comes. */
import type { ByteSource, MaybePromise, Refusal, Sink } from "@headgate/core";

export interface Hold {
  readonly body: ByteSource;
  /** Bytes. */
  readonly most: number;
  /** Given the whole answer, which is sent when this resolves. Never rejects. */
  readonly whole: (bytes: Uint8Array) => MaybePromise<void>;
  /** Given the beginning of a larger one, which does not wait. */
  readonly larger: (bytes: Uint8Array) => void;
}

export function holdBack(hold: Hold): ByteSource {
  return new HeldSource(hold);
}

class HeldSource implements ByteSource, Sink {
  readonly hold: Hold;
  sink: Sink | undefined;
  /** Undefined: it passes. */
  chunks: Uint8Array[] | undefined = [];
  size = 0;

  constructor(hold: Hold) {
    this.hold = hold;
  }

  start(sink: Sink): void {
    this.sink = sink;
    this.hold.body.start(this);
  }
  pause(): void {
    this.hold.body.pause();
  }
  resume(): void {
    this.hold.body.resume();
  }
  cancel(): void {
    this.hold.body.cancel();
  }

  write(bytes: Uint8Array): void {
    if (!this.chunks) return this.sink!.write(bytes);
    this.chunks.push(bytes);
    this.size += bytes.length;
    if (this.size <= this.hold.most) return;
    const held = Buffer.concat(this.chunks);
    this.hold.larger(held);
    this.chunks = undefined;
    this.sink!.write(held);
  }
  end(): void {
    if (!this.chunks) return this.sink!.end();
    const held = this.take();
    const remembered = this.hold.whole(held);
    if (remembered instanceof Promise) void remembered.then(() => this.pass(held));
    else this.pass(held);
  }
  fail(why: Refusal, frame?: Uint8Array): void {
    if (this.chunks) {
      const held = this.take();
      if (held.length > 0) this.sink!.write(held);
    }
    this.sink!.fail(why, frame);
  }

  take(): Buffer {
    const held = Buffer.concat(this.chunks!);
    this.chunks = undefined;
    return held;
  }
  pass(held: Buffer): void {
    if (held.length > 0) this.sink!.write(held);
    this.sink!.end();
  }
}
