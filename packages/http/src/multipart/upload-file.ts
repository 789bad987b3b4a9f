/** A file without a name: it disappears with its last reader, and with the process, however that ends. */
import { close, openSync, read, unlinkSync, write } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Room } from "./room.ts";

const readAt = promisify(read);
const readBytes = 65_536;

export class UploadFile {
  readonly descriptor: number;
  readonly room: Room;
  taken = 0;
  /** Counts its owner and all current readers and writers: a descriptor that is closed too early can become another file's. */
  users = 1;
  released = false;

  /** Throws what the file system throws. */
  constructor(folder: string, name: string, room: Room) {
    this.room = room;
    const path = join(folder, name);
    // Synchronously, so that no end of the process leaves the file behind.
    this.descriptor = openSync(path, "wx+", 0o600);
    try {
      unlinkSync(path);
    } catch (error) {
      close(this.descriptor);
      throw error;
    }
  }

  /** Writes all of `bytes` at an offset. */
  write(bytes: Buffer, at: number, then: (error?: Error) => void): void {
    if (!this.room.take(bytes.length))
      return then(new Error(`all uploads together fill the ${this.room.bytes} bytes that they may`));
    this.taken += bytes.length;
    this.users++;
    const go = (from: number): void =>
      write(this.descriptor, bytes, from, bytes.length - from, at + from, (error, written) => {
        if (!error && from + written < bytes.length) return go(from + written);
        this.leave();
        then(error ?? undefined);
      });
    go(0);
  }
  /** Reads from `start` to `end`. The reader can keep each chunk. */
  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    if (this.released) throw new Error("the upload is gone: its request is over");
    this.users++;
    try {
      for (let at = start; at < end;) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(readBytes, end - at));
        const { bytesRead } = await readAt(this.descriptor, buffer, 0, buffer.length, at);
        if (bytesRead === 0) throw new Error("the upload's file is shorter than it was");
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      this.leave();
    }
  }
  /** No new reader from here on. */
  release(): void {
    if (this.released) return;
    this.released = true;
    this.leave();
  }

  leave(): void {
    if (--this.users > 0) return;
    close(this.descriptor);
    this.room.give(this.taken);
  }
}
