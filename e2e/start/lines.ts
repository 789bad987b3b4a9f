/** Collects the output of a process line by line, and lets a test wait for a line instead of for time to pass. */
import type { Readable } from "node:stream";

export interface Lines {
  text(): string;
  lines(): readonly string[];
  /** Resolves with the first match that is not undefined or null, past or to come; rejects when the process has ended without one. */
  find<T>(match: (line: string) => T): Promise<NonNullable<T>>;
}

export function readLines(stream: Readable, ended: Promise<unknown>): Lines {
  const whole: string[] = [];
  const searches = new Set<(line: string) => void>();
  let said = "";
  let begun = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    const parts = (begun + chunk).split("\n");
    begun = parts.pop()!;
    for (const line of parts) {
      whole.push(line);
      for (const search of searches) search(line);
    }
  });
  return {
    text: () => said,
    lines: () => whole,
    find: (match) =>
      new Promise((resolve, reject) => {
        const search = (line: string): void => {
          const found = match(line);
          if (found === undefined || found === null) return;
          searches.delete(search);
          resolve(found);
        };
        searches.add(search);
        for (const line of whole) if (searches.has(search)) search(line);
        void ended.then(() => reject(new Error(`the process ended without the line; it said:\n${said}`)));
      }),
  };
}
