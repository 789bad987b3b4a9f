/** What the chain itself costs: no sockets, no bytes looked at, only hooks. */
import { fileURLToPath } from "node:url";
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import type { Report } from "../report/report.ts";
import { timedBars, timedTable, timeVariants } from "./inprocess.ts";

const variants = ["bare", "1 plugin", "4 plugins", "7 plugins", "short-circuit", "error unwind"];

export async function pipeline(mode: Mode): Promise<Report> {
  const timed = await timeVariants(fileURLToPath(new URL("variant.mjs", import.meta.url)), variants, mode);
  const gate = {
    name: "pipeline: seven plugins over bare",
    measured: timed.micros("7 plugins").median - timed.bare,
    limit: budgets.pipeline.sevenOverBareMicroseconds,
    unit: "µs",
  };
  return {
    part: "pipeline",
    markdown: timedTable(["pipeline", "µs per request", "over bare"], variants, timed, 2),
    charts: { pipeline: { title: "The chain alone, per request", unit: "µs", digits: 2, bars: timedBars(variants, timed) } },
    gates: [gate],
    problems: timed.problems,
  };
}
