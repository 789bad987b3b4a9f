/** Writes the generated parts of README.md after a complete run. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("README.md", import.meta.url));

/** Each part is between its two marks. */
export function writeReport(parts: Readonly<Record<string, string>>): void {
  const old = readFileSync(file, "utf8");
  let text = old;
  for (const [name, part] of Object.entries(parts)) {
    const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`README.md has no place for ${name}`);
    text = `${text.slice(0, start + from.length)}\n\n${part}\n\n${text.slice(end)}`;
  }
  if (text !== old) writeFileSync(file, text);
}

export function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
