/** Runs the variants of an in-process bench, each in five fresh processes: what ran before would shape the machine code. */
import { once } from "node:events";
import { start } from "../machine/spawn.ts";
import type { Mode } from "../mode.ts";
import type { Bar } from "../report/bars.ts";
import { shown, type Spread, spread } from "../report/spread.ts";
import { table } from "../report/table.ts";

export interface Timed {
  /** Of the first variant, in µs. */
  readonly bare: number;
  /** Microseconds over the processes; NaN for a variant that did not run. */
  micros(variant: string): Spread;
  readonly problems: readonly string[];
}

/** A smoke runs all variants once, in one process. */
export async function timeVariants(file: string, variants: readonly string[], { quick, node }: Mode): Promise<Timed> {
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
  const micros = (variant: string): Spread => spread(found.get(variant) ?? []);
  return { bare: micros(variants[0]!).median, micros, problems };
}

export function timedTable(
  head: readonly string[],
  variants: readonly string[],
  { micros, bare }: Timed,
  digits: number,
): string {
  const rows = variants.map((name) => {
    const time = micros(name);
    return [name, shown(time, digits), (time.median - bare).toFixed(digits)];
  });
  return table(head, rows);
}

export function timedBars(variants: readonly string[], { micros }: Timed): readonly Bar[] {
  return variants.map((label, i) => {
    const { median, min, max } = micros(label);
    return { label, value: median, min, max, kind: i === 0 ? "base" : "ours" };
  });
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
