/** Keeps what the memory store has counted over a restart: a kill -9 forgets at most one flush interval. */
import type { Clock, Log } from "@headgate/core";
import type { MemoryStore, Snapshot } from "@headgate/store";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface Keeping {
  /** Writes for the last time. */
  stop(): Promise<void>;
}

const flushMs = 1000;

/** Where nothing is counted no file is made. A file that cannot be read is left alone and said so. */
export async function keepCounters(
  store: Pick<MemoryStore, "snapshot" | "restore">,
  file: string,
  { log, clock }: { log: Log; clock: Clock },
): Promise<Keeping> {
  let written = await load(store, file, log);
  let failing = false;
  let cancel = (): void => {};
  const flush = async (): Promise<void> => {
    const text = JSON.stringify(store.snapshot());
    if (text === written) return;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // Whole or not at all: a crash in the middle leaves the one before.
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
      written = text;
      failing = false;
    } catch (err) {
      if (!failing) log.error({ err, file }, "counters cannot be written: a restart would forget them");
      failing = true;
    }
  };
  let flushing = Promise.resolve();
  const tick = (): void => {
    // One after the other: two that write one file at once would mix.
    flushing = flushing.then(flush);
    cancel = clock.after(flushMs, tick);
  };
  cancel = clock.after(flushMs, tick);
  return {
    async stop() {
      cancel();
      await flushing;
      await flush();
    },
  };
}

/** What the file said, or would say of a store that has counted nothing. */
async function load(store: Pick<MemoryStore, "snapshot" | "restore">, file: string, log: Log): Promise<string> {
  const empty = JSON.stringify(store.snapshot());
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== "ENOENT") log.error({ err, file }, "counters cannot be read");
    return empty;
  }
  try {
    store.restore(JSON.parse(text) as Snapshot);
  } catch (err) {
    log.error({ err, file }, "counters were not restored: the file is damaged; counting begins anew");
  }
  return text;
}
