/** Keeps what the memory store has counted over a restart: a kill -9 forgets at most one flush interval. */
import type { Clock, Log } from "@headgate/core";
import type { Counted, MemoryStore } from "@headgate/store";
import { readFile } from "node:fs/promises";
import { readLines } from "./counters-lines.ts";
import { append, writeAnew } from "./counters-write.ts";

export interface Keeping {
  /** Writes for the last time. */
  stop(): Promise<void>;
}

type Counting = Pick<MemoryStore, "changes" | "slices" | "restore">;

const flushMs = 1000;

/** Counts per slice: requests in between need not wait for the rest. */
const sliceOf = 1000;

/** Added to twice the live lines: rewriting a shorter file is not worth it. */
const spareLines = 1000;

/**
 * If nothing is counted, no file is made, and an existing one is left as it is. A flush appends what has changed; when the file has
 * grown too long, it is rewritten with all counts. A file that cannot be read in full is reported in the log.
 */
export async function keepCounters(store: Counting, file: string, { log, clock }: { log: Log; clock: Clock }): Promise<Keeping> {
  // Not reported yet: the file lacks it.
  let behind = store.changes().length > 0;
  let { lines, live, whole } = await load(store, file, log);
  let failing = false;
  let cancel = (): void => {};

  const writeAll = async (): Promise<void> => {
    lines = live = await writeAnew(file, store.slices(sliceOf));
    whole = false;
  };
  const write = async (first: readonly Counted[]): Promise<void> => {
    if (behind || whole || lines > 2 * live + spareLines) return writeAll();
    for (let counts = first; counts.length > 0; counts = counts.length < sliceOf ? [] : store.changes(sliceOf)) {
      if (!(await append(file, counts))) return writeAll();
      lines += counts.length;
    }
  };
  const flush = async (): Promise<void> => {
    const changed = store.changes(sliceOf);
    if (changed.length === 0 && !behind) return;
    try {
      await write(changed);
      behind = failing = false;
    } catch (err) {
      behind = true;
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

interface Loaded {
  readonly lines: number;
  /** How many of them still count. */
  readonly live: number;
  /** Nothing may be written behind what is there. */
  readonly whole: boolean;
}

async function load(store: Counting, file: string, log: Log): Promise<Loaded> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (err) {
    const missing = (err as NodeJS.ErrnoException).code === "ENOENT";
    if (!missing) log.error({ err, file }, "counters cannot be read");
    return { lines: 0, live: 0, whole: !missing };
  }
  try {
    const { snapshot, lines, damaged, torn } = readLines(text);
    store.restore(snapshot);
    if (damaged > 0) log.error({ file, lines, damaged }, "counters were restored in part: lines of the file are damaged");
    // What comes from the file counts as reported.
    return { lines, live: store.changes().length, whole: torn || damaged > 0 };
  } catch (err) {
    log.error({ err, file }, "counters were not restored: the file is damaged; counting begins anew");
    return { lines: 0, live: 0, whole: true };
  }
}
