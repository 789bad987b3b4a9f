/** The bytes of an upload while it arrives: in memory while there are few, then in a file. */
import { UploadFile } from "./upload-file.ts";

/** What is written at once, and the most that stays in memory. */
const blockBytes = 65_536;

export class Spool {
  readonly openFile: () => UploadFile;
  block: Buffer;
  filled = 0;
  file: UploadFile | undefined;
  /** A block whose bytes are in the file. */
  free: Buffer | undefined;
  /** Full blocks that wait for the one that is being written. */
  readonly waiting: Buffer[] = [];
  written = 0;
  writing = false;
  error: Error | undefined;
  /** Called when there is room again, or after an error. */
  drained: () => void = () => {};

  /** `announced`: the size of the body as announced, else NaN. */
  constructor(announced: number, openFile: () => UploadFile) {
    this.openFile = openFile;
    this.block = Buffer.allocUnsafe(announced < blockBytes ? announced : blockBytes);
  }

  /** False: wait for `drained`. Throws when the file cannot be made. */
  add(chunk: Buffer): boolean {
    for (let from = 0; from < chunk.length;) {
      if (this.filled === this.block.length) this.next();
      const taken = Math.min(this.block.length - this.filled, chunk.length - from);
      chunk.copy(this.block, this.filled, from, from + taken);
      this.filled += taken;
      from += taken;
    }
    return this.waiting.length === 0;
  }
  /** The body is whole: `then` comes at once when it is in memory. */
  finish(then: () => void): void {
    if (!this.file) return then();
    if (this.filled > 0) this.waiting.push(this.block.subarray(0, this.filled));
    this.drained = then;
    if (!this.writing) this.pump();
  }
  /** Everything received, if it is in memory. */
  get bytes(): Buffer | undefined {
    return this.file ? undefined : this.block.subarray(0, this.filled);
  }
  release(): void {
    this.drained = () => {};
    this.waiting.length = 0;
    this.file?.release();
  }

  next(): void {
    this.file ??= this.openFile();
    this.waiting.push(this.block);
    this.block = this.free ?? Buffer.allocUnsafeSlow(blockBytes);
    this.free = undefined;
    this.filled = 0;
    if (!this.writing) this.pump();
  }
  pump(): void {
    const block = this.waiting.shift();
    if (!block || this.error) return this.drained();
    this.writing = true;
    this.file!.write(block, this.written, (error) => {
      this.writing = false;
      this.written += block.length;
      this.error = error;
      if (block.length === blockBytes) this.free = block;
      this.pump();
    });
  }
}
