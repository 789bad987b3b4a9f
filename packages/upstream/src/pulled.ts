/** Turns a source that pushes into one that is pulled; bytes that are not taken yet pause it. */
import { type ByteSource, type Refusal, RefusalError } from "@headgate/core";

/** Throws what the source fails with. Stopping early cancels it. */
export async function* pulled(source: ByteSource): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let over = false;
  let failure: Refusal | undefined;
  let wake = (): void => {};
  const told = (): void => {
    over = true;
    wake();
  };
  try {
    source.start({
      write(bytes) {
        waiting.push(bytes);
        source.pause();
        wake();
      },
      end: told,
      fail(why) {
        failure = why;
        told();
      },
    });
    for (;;) {
      const bytes = waiting.shift();
      if (bytes) yield bytes;
      else if (failure) throw new RefusalError(failure);
      else if (over) return;
      else {
        const more = new Promise<void>((resolve) => (wake = resolve));
        source.resume();
        await more;
      }
    }
  } finally {
    source.cancel();
  }
}
