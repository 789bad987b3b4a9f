/** Lines to a file descriptor in large batches: the log must cost a request little, and never make it wait. */
import { write, writeSync } from "node:fs";

export interface Output {
  write(line: string): void;
  /** Writes at once what is still held. */
  flush(): void;
}

const batchLength = 65_536;
const batchMs = 500;
const retryMs = 50;

/** At most `batchMs` of lines are lost when the process is killed. */
export function createOutput(descriptor: number): Output {
  let lines: string[] = [];
  let length = 0;
  let writing: Buffer | undefined;

  const take = (): Buffer => {
    const batch = Buffer.from(lines.join(""));
    lines = [];
    length = 0;
    return batch;
  };
  const send = (batch: Buffer): void => {
    writing = batch;
    write(descriptor, batch, 0, batch.length, null, (error, written) => {
      const rest = error ? batch : batch.subarray(written);
      writing = rest.length > 0 ? rest : undefined;
      // A pipe whose reader is slow says EAGAIN; anything else means that nobody listens any more.
      if (error && error.code !== "EAGAIN") writing = undefined;
      if (writing) setTimeout(() => writing === rest && send(rest), error ? retryMs : 0).unref();
      else if (length >= batchLength) send(take());
    });
  };
  setInterval(() => {
    if (!writing && length > 0) send(take());
  }, batchMs).unref();

  return {
    write(line) {
      lines.push(line);
      length += line.length;
      if (length >= batchLength && !writing) send(take());
    },
    flush() {
      // What is on its way is written by its own thread; a batch that waits for its reader is not.
      const batch = take();
      if (batch.length > 0) writeSync(descriptor, batch);
    },
  };
}
