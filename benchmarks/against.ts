/**
 * `npx tsx benchmarks/against.ts <rev> [--quick]`: the same-dialect path of this checkout against that of an earlier commit, in nine
 * rounds of fresh processes, in-process. Ends with code 1 when it has become dearer than the budget, or makes other things on its way.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle, commitOf, unpack } from "./against/bundle.ts";
import { type Amount, counted, type Kind, type Programs, timed } from "./against/rounds.ts";
import { budgets } from "./budgets.ts";
import { clearScratch, scratch } from "./load/sides.ts";
import { root } from "./machine/spawn.ts";
import { stamp } from "./machine/stamp.ts";
import { gateLine, judge } from "./report/report.ts";

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean", default: false } }, allowPositionals: true });
const [rev, ...others] = positionals;
if (rev === undefined || others.length > 0) {
  console.error("against: expected one commit, such as: npx tsx benchmarks/against.ts HEAD~1");
  process.exit(2);
}
const full: Amount = { rounds: 9, answers: { json: 40_000, stream: 600 } };
/** Only the answers count. */
const smoke: Amount = { rounds: 1, answers: { json: 4, stream: 2 } };

process.on("exit", clearScratch);
const commit = commitOf(rev);
mkdirSync(scratch, { recursive: true });
const programs: Programs = { earlier: join(scratch, "earlier.mjs"), now: join(scratch, "now.mjs") };
await bundle(unpack(commit, join(scratch, "tree")), programs.earlier);
await bundle(root, programs.now);
console.log(stamp());
let worse = false;
for (const kind of ["json", "stream"] as const) worse = (await compared(kind)) || worse;
process.exit(worse ? 1 : 0);

async function compared(kind: Kind): Promise<boolean> {
  const { line, gate } = await timed(kind, programs, values.quick ? smoke : full);
  const [now, then] = [await counted(kind, programs.now), await counted(kind, programs.earlier)];
  const makes = now === then ? `the same is made: ${now}` : `what is made differs: now ${now}, then ${then}`;
  if (values.quick) {
    console.log(`${kind}: answers checked, times not; ${makes}`);
    return false;
  }
  const name = `${kind} over ${commit.slice(0, 7)}`;
  const whole = { ...gate, name, limit: budgets.against.ratio, unit: "×" };
  console.log(`${line}\n${gateLine(whole, budgets.pair)}\n${kind}: ${makes}`);
  return now !== then || judge(whole, budgets.pair) === "fail";
}
