/** Runs the variants of an in-process bench, each in five fresh processes: what ran before would shape the machine code. */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { start } from "../machine/spawn.ts";
import type { Mode } from "../mode.ts";
import type { Bar } from "../report/bars.ts";
import type { Report } from "../report/report.ts";
import { shown, type Spread, spread } from "../report/spread.ts";
import { table } from "../report/table.ts";

/** One in-process bench: variants, and what one of them may cost over the bare one. */
export interface InProcess {
  readonly part: string;
  /** Times the variants that its command line names. */
  readonly file: URL;
  readonly variants: readonly string[];
  /** What a figure is per, and what stands in the table's first column. */
  readonly per: string;
  readonly head: string;
  readonly title: string;
  readonly digits: number;
  readonly gates: readonly { readonly name: string; readonly variant: string; readonly limit: number }[];
  /** What each variant is compared with; default: the first, which is bare. */
  readonly over?: Readonly<Record<string, string>>;
}

export async function inProcess(bench: InProcess, mode: Mode): Promise<Report> {
  const { part, file, variants, per, head, title, digits, gates, over = {} } = bench;
  const { micros, problems } = await timeVariants(fileURLToPath(file), variants, mode);
  const bareOf = (name: string): string => over[name] ?? variants[0]!;
  const more = (name: string): number => micros(name).median - micros(bareOf(name)).median;
  const rows = variants.map((name) => [name, shown(micros(name), digits), more(name).toFixed(digits)]);
  const bars = variants.map((label): Bar => {
    const { median, min, max } = micros(label);
    return { label, value: median, min, max, kind: bareOf(label) === label ? "base" : "ours" };
  });
  return {
    part,
    markdown: table([head, `µs per ${per}`, "over bare"], rows),
    charts: { [part]: { title, unit: "µs", digits, bars } },
    gates: gates.map(({ name, variant, limit }) => ({ name, measured: more(variant), limit, unit: "µs" })),
    problems,
  };
}

interface Timed {
  /** Microseconds over the processes; NaN for a variant that did not run. */
  micros(variant: string): Spread;
  readonly problems: readonly string[];
}

/** A smoke runs all variants once, in one process. */
async function timeVariants(file: string, variants: readonly string[], { quick, node }: Mode): Promise<Timed> {
  const found = new Map(variants.map((variant): [string, number[]] => [variant, []]));
  const problems: string[] = [];
  const runs = quick ? [variants.join(",")] : Array.from({ length: 5 }, () => variants).flat();
  for (const names of runs) {
    const { lines, code } = await output([...node, file, names, quick ? "1" : "150"]);
    for (const { name, micros } of lines) found.get(name)!.push(micros);
    if (code === 0) continue;
    problems.push(`${names}: ended with code ${code}`);
    break;
  }
  return { micros: (variant) => spread(found.get(variant) ?? []), problems };
}

interface Line {
  readonly name: string;
  readonly micros: number;
}

async function output(command: readonly string[]): Promise<{ lines: readonly Line[]; code: number | null }> {
  const { child } = start(command, { core: "measured" });
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const lines = text.split("\n").filter((line) => line !== "");
  return { lines: lines.map((line) => JSON.parse(line) as Line), code };
}
