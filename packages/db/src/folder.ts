/** Makes the folder that state is kept in. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** With every missing folder above it, each for its owner only. Throws when one cannot be made. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  // One by one: where a file system refuses with ENOENT, as /proc does, Node's own `recursive` tries forever.
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
