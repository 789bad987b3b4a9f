/** Writes the tables of README.md from what a whole run has seen; a run that has not seen every cell leaves it alone. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("README.md", import.meta.url));
const [from, to] = ["<!-- endings -->", "<!-- end of endings -->"];

/** One table for each list of columns; `cell` gives undefined for what was not seen. */
export function writeReport(
  rows: readonly string[],
  tables: readonly (readonly string[])[],
  cell: (row: string, column: string) => string | undefined,
): void {
  const written = tables.map((columns) => {
    const head = ["The ending", ...columns];
    return [head, head.map(() => "---"), ...rows.map((row) => [row, ...columns.map((column) => cell(row, column))])];
  });
  if (written.flat(2).some((words) => !words)) return;
  const table = written.map((lines) => lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")).join("\n\n");
  const old = readFileSync(file, "utf8");
  const [start, end] = [old.indexOf(from), old.indexOf(to)];
  if (start < 0 || end < start) throw new Error("README.md has no place for the table");
  const text = `${old.slice(0, start + from.length)}\n\n${table}\n\n${old.slice(end)}`;
  if (text !== old) writeFileSync(file, text);
}
