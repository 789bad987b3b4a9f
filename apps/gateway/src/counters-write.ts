/** Writes the counters' file: appends a few lines, or rewrites all of it, a slice at a time. */
import { makeFolder } from "@headgate/db";
import type { Counted } from "@headgate/store";
import { constants } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { head, linesOf } from "./counters-lines.ts";

/** False if there is no file: one without its first line would be worthless. Rejects if it cannot be written. */
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

/** All or nothing: a crash in the middle leaves the old file. Resolves with the number of lines. */
export async function writeAnew(file: string, slices: Iterable<readonly Counted[]>): Promise<number> {
  makeFolder(dirname(file));
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
