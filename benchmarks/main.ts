/** `npm run bench [-- pipeline|plugins|stream|translation|load|jobs|compare …] [--quick]`: runs the parts, prints and records what they found, and holds it to the budgets. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { budgets } from "./budgets.ts";
import { compare } from "./compare/compare.ts";
import { jobs } from "./jobs/jobs.ts";
import { load } from "./load/load.ts";
import { clearScratch } from "./load/sides.ts";
import { measurable } from "./machine/proc.ts";
import { root } from "./machine/spawn.ts";
import { stamp } from "./machine/stamp.ts";
import { full, type Mode, smoke } from "./mode.ts";
import { pipeline } from "./pipeline/pipeline.ts";
import { plugins } from "./plugins/plugins.ts";
import { writeReadme } from "./report/readme.ts";
import { gateLine, judge, type Report } from "./report/report.ts";
import { stream } from "./stream/stream.ts";
import { translation } from "./translation/translation.ts";

const parts: Readonly<Record<string, (mode: Mode) => Promise<Report>>> = {
  pipeline,
  plugins,
  stream,
  translation,
  load,
  jobs,
  compare,
};

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean", default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) stop(`unknown part ${unknown.join(", ")}; expected ${Object.keys(parts).join(", ")}`);
if (!measurable) stop("the benches read /proc, which only Linux has");

const mode = values.quick ? smoke : full;
if (!mode.quick) build();
console.log(stamp());
const names = positionals.length > 0 ? positionals : Object.keys(parts);
const reports = mode.quick ? await Promise.all(names.map(part)) : [];
if (!mode.quick) for (const name of names) reports.push(await part(name));
if (!mode.quick) writeReadme(reports);
clearScratch();
process.exit(conclude());

async function part(name: string): Promise<Report> {
  const report = await parts[name]!(mode);
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
  process.exit(2);
}
