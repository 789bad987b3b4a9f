/** Reports when a file's content has changed: editors replace files and mounts swap links, so it is the content that counts. */
import { readFile } from "node:fs/promises";

/** The path is asked for, not the inode; a watched folder would wake us for every log line written into it. */
const intervalMs = 500;

/**
 * `known` is what was read when the config was loaded: any other content is a change, however soon it came. (`fs.watchFile` takes
 * what it sees first for what was known, and misses a change that came before.) Returns the way to stop watching.
 */
export function watchFile(file: string, known: string | undefined, changed: () => unknown): () => void {
  let content = known;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const now = await readFile(file, "utf8").catch(() => undefined);
    if (stopped) return;
    if (now !== undefined && now !== content) {
      content = now;
      changed();
    }
    timer = setTimeout(() => void look(), intervalMs).unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
