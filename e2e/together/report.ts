/** Writes a part of README.md from what a whole run of one suite has seen; a run of only some cells leaves it alone. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Report {
  /** What was seen in a cell; seen differently more than once, all of it is written. */
  note(row: string, column: string, words: string): void;
  write(): void;
}

export interface Table {
  /** Above its first column. */
  readonly what: string;
  readonly rows: readonly string[];
  /** Two cells of one name in different tables are one. */
  readonly columns: readonly string[];
}

const file = fileURLToPath(new URL("README.md", import.meta.url));

/** `part` stands between its two marks. */
export function createReport(part: string, tables: readonly Table[]): Report {
  const seen = new Map<string, Set<string>>();
  const cell = (row: string, column: string): string => [...(seen.get(`${row}/${column}`) ?? [])].sort().join("; ");
  return {
    note(row, column, words) {
      const key = `${row}/${column}`;
      seen.set(key, (seen.get(key) ?? new Set()).add(words));
    },
    write() {
      const written = tables.map(({ what, rows, columns }) => {
        const lines = rows.map((row) => [row, ...columns.map((column) => cell(row, column))]);
        return [[what, ...columns], [what, ...columns].map(() => "---"), ...lines];
      });
      if (written.flat(2).includes("")) return;
      replace(part, written.map((lines) => lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")).join("\n\n"));
    },
  };
}

/** In one go and by a rename, for another suite may be writing its own part. */
function replace(part: string, text: string): void {
  const [from, to] = [`<!-- ${part} -->`, `<!-- end of ${part} -->`];
  const old = readFileSync(file, "utf8");
  const [start, end] = [old.indexOf(from), old.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`README.md has no place for ${part}`);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${old.slice(0, start + from.length)}\n\n${text}\n\n${old.slice(end)}`);
  renameSync(fresh, file);
}
