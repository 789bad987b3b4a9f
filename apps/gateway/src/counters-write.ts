/** Writes the counters' file: a few lines behind those that are there, or all of it anew, a slice at a time. */
import type { Counted } from "@headgate/store";
import { constants } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { head, linesOf } from "./counters-lines.ts";

/** False where there is no file, for one without its first line would be worth nothing. Rejects where it cannot be written. */
export async function append(file: string, counts: readonly Counted[]): Promise<boolean> {
  try {
    const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
    await handle.appendFile(linesOf(counts)).finally(() => handle.close());
    return true;
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw err;
  }
}

/** Whole or not at all: a crash in the middle leaves the one before. Says how many lines it has now. */
export async function writeAnew(file: string, slices: Iterable<readonly Counted[]>): Promise<number> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.new`, "w", 0o600);
  let lines = 0;
  try {
    await handle.appendFile(head);
    for (const counts of slices) {
      await handle.appendFile(linesOf(counts));
      lines += counts.length;
      // A slice of nothing takes no turn on its own.
      await turn();
    }
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  return lines;
}
