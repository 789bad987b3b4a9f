/** Puts the results of a run between the README's markers; the rest of it is written by hand. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stamp } from "../machine/stamp.ts";
import { root } from "../machine/spawn.ts";
import { barChart } from "./bars.ts";
import type { Report } from "./report.ts";

const folder = join(root, "benchmarks");

export function writeReadme(reports: readonly Report[]): void {
  const path = join(folder, "README.md");
  mkdirSync(join(folder, "plots"), { recursive: true });
  let text = readFileSync(path, "utf8");
  for (const { part, markdown, charts } of reports) {
    for (const [name, chart] of Object.entries(charts)) writeFileSync(join(folder, "plots", `${name}.svg`), barChart(chart));
    const images = Object.entries(charts).map(([name, { title }]) => `![${title}](plots/${name}.svg)`);
    text = between(text, part, [stamp(), markdown, ...images].join("\n\n"));
  }
  writeFileSync(path, text);
}

/** Throws if the markers are missing: a table that nobody sees is worse than none. */
function between(text: string, part: string, content: string): string {
  const [open, close] = [`<!-- bench:${part} -->`, `<!-- /bench:${part} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`benchmarks/README.md has no ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}
