/** Lines to a file descriptor in large batches: the log must cost a request little, and never make it wait. */
import { write } from "node:fs";

export interface Output {
  write(line: string): void;
  /** Resolves when everything is written, or when nobody has taken it for a second. */
  flush(): Promise<void>;
}

const batchBytes = 65_536;
const batchMs = 500;
const retryMs = 50;
const patienceMs = 1000;

/** At most `batchMs` of lines are lost when the process is killed. */
export function createOutput(descriptor: number): Output {
  let batch = Buffer.allocUnsafe(batchBytes);
  let size = 0;
  /** Full batches on their way, oldest first. */
  const queue: Buffer[] = [];

  let emptied = (): void => {};

  const enqueue = (bytes: Buffer): void => {
    if (bytes.length > 0 && queue.push(bytes) === 1) send();
  };
  const close = (): void => {
    enqueue(batch.subarray(0, size));
    batch = Buffer.allocUnsafe(batchBytes);
    size = 0;
  };
  const send = (): void => {
    const [first] = queue;
    if (!first) return emptied();
    write(descriptor, first, 0, first.length, null, (error, written) => {
      // A pipe with a slow reader gives EAGAIN; anything else means that nobody reads any more.
      if (error?.code === "EAGAIN") {
        setTimeout(send, retryMs).unref();
        return;
      }
      if (error || written === first.length) queue.shift();
      else queue[0] = first.subarray(written);
      send();
    });
  };
  setInterval(() => {
    if (size > 0 && queue.length === 0) close();
  }, batchMs).unref();

  return {
    write(line) {
      // Three bytes are the most that UTF-8 takes for what a string counts as one.
      const most = line.length * 3;
      if (size + most > batchBytes) close();
      if (most > batchBytes) enqueue(Buffer.from(line));
      else size += batch.write(line, size);
    },
    flush: () =>
      new Promise((resolve) => {
        setTimeout(resolve, patienceMs).unref();
        emptied = resolve;
        close();
        if (queue.length === 0) resolve();
      }),
  };
}
