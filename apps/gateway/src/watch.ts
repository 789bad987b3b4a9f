/** Tells when a file's content has changed: editors replace files and mounts swap links, so it is the content that counts. */
import { readFileSync, unwatchFile, watchFile as watchStatus } from "node:fs";

/** The path is asked for, not the inode; a watched folder would wake us for every log line written into it. */
const intervalMs = 500;

/** `known` is what was read when the config was loaded: a change since then counts. Returns the way to stop watching. */
export function watchFile(file: string, known: string | undefined, changed: () => unknown): () => void {
  const read = (): string | undefined => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  };
  let content = known;
  const look = (): void => {
    const now = read();
    if (now === undefined || now === content) return;
    content = now;
    changed();
  };
  watchStatus(file, { interval: intervalMs, persistent: false }, look);
  look();
  return () => unwatchFile(file, look);
}
