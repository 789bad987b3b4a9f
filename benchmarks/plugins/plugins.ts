/** What the plugins that wrap cost a request that nothing goes wrong with. */
import { fileURLToPath } from "node:url";
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { timedBars, timedTable, timeVariants } from "../pipeline/inprocess.ts";
import type { Report } from "../report/report.ts";

const variants = [
  "bare",
  "session-sticky with a session",
  "session-sticky without one",
  "fallback",
  "circuit-breaker",
  "retry",
  "key-failover",
  "all five",
];

export async function plugins(mode: Mode): Promise<Report> {
  const timed = await timeVariants(fileURLToPath(new URL("variant.mjs", import.meta.url)), variants, mode);
  const gate = {
    name: "plugins: all five that wrap over bare",
    measured: timed.micros("all five").median - timed.bare,
    limit: budgets.plugins.fiveOverBareMicroseconds,
    unit: "µs",
  };
  return {
    part: "plugins",
    markdown: timedTable(["around a send that answers later", "µs per request", "over bare"], variants, timed, 2),
    charts: { plugins: { title: "A healthy request, without sockets", unit: "µs", digits: 2, bars: timedBars(variants, timed) } },
    gates: [gate],
    problems: timed.problems,
  };
}
