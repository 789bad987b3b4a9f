/** What one chunk of a stream costs on its way through, without sockets. */
import { fileURLToPath } from "node:url";
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { timedBars, timedTable, timeVariants } from "../pipeline/inprocess.ts";
import type { Report } from "../report/report.ts";

const variants = ["bare", "7 plugins that do not watch", "1 watching", "7 watching", "events found and weighed"];

export async function stream(mode: Mode): Promise<Report> {
  const timed = await timeVariants(fileURLToPath(new URL("variant.mjs", import.meta.url)), variants, mode);
  const gate = {
    name: "stream: seven watching plugins over bare, per chunk",
    measured: timed.micros("7 watching").median - timed.bare,
    limit: budgets.stream.sevenOverBareMicroseconds,
    unit: "µs",
  };
  return {
    part: "stream",
    markdown: timedTable(["stream", "µs per chunk", "over bare"], variants, timed, 3),
    charts: {
      stream: { title: "One chunk of a stream, without sockets", unit: "µs", digits: 3, bars: timedBars(variants, timed) },
    },
    gates: [gate],
    problems: timed.problems,
  };
}
