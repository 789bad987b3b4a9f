/** `npm run bench [-- part …] [--quick]`: runs the parts, prints and records what they found, and holds it to the budgets. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { budgets } from "./budgets.ts";
import { clearScratch } from "./load/sides.ts";
import { measurable } from "./machine/proc.ts";
import { root } from "./machine/spawn.ts";
import { stamp } from "./machine/stamp.ts";
import { full, smoke } from "./mode.ts";
import { parts, usage } from "./parts.ts";
import { writeReadme } from "./report/readme.ts";
import { gateLine, judge, type Report } from "./report/report.ts";

const { quick, help, asked } = readArguments();
if (help) {
  console.log(usage());
  process.exit(0);
}
if (!measurable) stop("the benches read /proc, which only Linux has");

const mode = quick ? smoke : full;
if (!mode.quick) build();
console.log(stamp());
const names = asked.length > 0 ? asked : Object.keys(parts);
const reports = mode.quick ? await Promise.all(names.map(part)) : [];
if (!mode.quick) for (const name of names) reports.push(await part(name));
if (!mode.quick) writeReadme(reports);
clearScratch();
process.exit(conclude());

function readArguments(): { readonly quick: boolean; readonly help: boolean; readonly asked: readonly string[] } {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values, positionals } = parseArgs({ options: { quick: flag, help: flag }, allowPositionals: true });
    const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
    if (unknown.length > 0) throw new Error(`unknown part ${unknown.join(", ")}`);
    return { ...values, asked: positionals };
  } catch (error) {
    return stop(`${(error as Error).message}\n\n${usage()}`);
  }
}

async function part(name: string): Promise<Report> {
  const report = await parts[name]!.run(mode);
  console.log(`\n## ${name}\n\n${mode.quick ? "answers checked, times not" : report.markdown}`);
  return report;
}

function conclude(): number {
  const problems = reports.flatMap((report) => report.problems);
  for (const problem of problems) console.error(`wrong answer: ${problem}`);
  if (mode.quick) return problems.length > 0 ? 1 : 0;
  const gates = reports.flatMap((report) => report.gates);
  console.log("");
  for (const gate of gates) console.log(gateLine(gate, budgets.pair));
  return problems.length > 0 || gates.some((gate) => judge(gate, budgets.pair) === "fail") ? 1 : 0;
}

function build(): void {
  const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) stop("tsc -b failed: the load benches run the built gateway");
}

function stop(why: string): never {
  console.error(`bench: ${why}`);
  process.exit(1);
}
