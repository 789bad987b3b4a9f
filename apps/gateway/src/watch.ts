/** Tells when a file's content has changed: editors replace files and mounts swap links, so it is the content that counts. */
import { readFileSync, watch } from "node:fs";
import { dirname } from "node:path";

const settleMs = 100;

/** Returns the way to stop watching. */
export function watchFile(file: string, changed: () => unknown): () => void {
  const read = (): string | undefined => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  };
  let content = read();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(file), () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = read();
      if (now === undefined || now === content) return;
      content = now;
      changed();
    }, settleMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
