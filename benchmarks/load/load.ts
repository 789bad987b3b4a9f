/** The built gateway under load, against the least that a Node proxy can do, in the same run. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { type Gate, judge, type Report } from "../report/report.ts";
import type { Chart } from "../report/bars.ts";
import { measure, type Measured } from "./measure.ts";
import { overRaw, ratio } from "./ratio.ts";
import { type Scenario, scenarios, shortened } from "./scenarios.ts";
import { gatewaySide, rawSide, type Side } from "./sides.ts";
import { sidesChart, sidesTable } from "./tables.ts";

export async function load(mode: Mode): Promise<Report> {
  const tables: string[] = [];
  const charts: Record<string, Chart> = {};
  const gates: Gate[] = [];
  const problems: string[] = [];
  for (const full of scenarios) {
    const scenario = mode.quick ? shortened(full) : full;
    let { measured, gate } = await trial(scenario, mode);
    // One more try with fresh processes: what one process costs varies more than what we look for.
    if (!mode.quick && judge(gate, budgets.pair) !== "pass") ({ measured, gate } = await trial(scenario, mode));
    tables.push(sidesTable(scenario, measured), added(scenario, measured));
    charts[`load-${scenario.kind}`] = sidesChart(scenario, measured);
    gates.push(gate);
    problems.push(...measured.flatMap((side) => side.problems));
  }
  return { part: "load", markdown: tables.filter(Boolean).join("\n\n"), charts, gates, problems };
}

interface Tried {
  readonly measured: readonly Measured[];
  readonly gate: Gate;
}

async function trial(scenario: Scenario, mode: Mode): Promise<Tried> {
  const [raw, again] = [rawSide("raw passthrough"), rawSide("raw passthrough again")];
  const gateway = gatewaySide("headgate, auth + fallback", mode);
  const others = [
    gatewaySide("the same, log level warn", mode, { level: "warn" }),
    gatewaySide("auth + all five that wrap", mode, { wrapped: true }),
  ];
  const sides: readonly Side[] = mode.quick ? [raw, gateway] : [raw, again, gateway, ...(scenario.kind === "json" ? others : [])];
  const measured = await measure({ sides, scenario, rounds: mode.quick ? 1 : 5 });
  const of = (side: Side): Measured => measured.find((found) => found.side === side)!;
  const gate = {
    name: `${scenario.name}: gateway over raw`,
    measured: overRaw(of(gateway), measured),
    limit: budgets.load[scenario.kind],
    unit: "×",
    pair: mode.quick ? 1 : ratio(of(raw), [of(again)]),
  };
  return { measured, gate };
}

/** What a caller feels of it when the machine is not busy. */
function added(scenario: Scenario, measured: readonly Measured[]): string {
  if (scenario.kind === "body") return "";
  const [raw, gateway] = [measured.find(({ side }) => side.kind === "base"), measured.find(({ side }) => side.kind === "ours")];
  if (!raw || !gateway) return "";
  const [p50, p99] = [gateway.p50.median - raw.p50.median, gateway.p99.median - raw.p99.median];
  const what = scenario.kind === "stream" ? "until the first byte" : "per answer, at 300 requests a second";
  return `The gateway adds ${p50.toFixed(2)} ms at the median and ${p99.toFixed(2)} ms at p99 ${what}.`;
}
