/** Measured sides as a table and a chart. */
import type { Chart } from "../report/bars.ts";
import { shown, type Spread } from "../report/spread.ts";
import { table } from "../report/table.ts";
import type { Measured } from "./measure.ts";
import { overRaw } from "./ratio.ts";
import type { Scenario } from "./scenarios.ts";

export function sidesTable(scenario: Scenario, measured: readonly Measured[]): string {
  const latency =
    scenario.kind === "body" ? [] : scenario.kind === "stream" ? ["first byte p50, ms", "p99, ms"] : ["p50, ms", "p99, ms"];
  const speed = scenario.kind === "stream" ? [] : ["answers/s"];
  const head = [scenario.name, `CPU µs per ${scenario.per}`, "× raw", ...speed, ...latency, "peak MB"];
  const rows = measured.map((one) => {
    const { side, cpu, perSecond, p50, p99, megabytes } = one;
    return [
      side.name,
      shown(cpu, cpu.median < 100 ? 1 : 0),
      overRaw(one, measured).toFixed(2),
      ...speed.map(() => perSecond.median.toFixed(0)),
      ...(latency.length > 0 ? [milliseconds(p50), milliseconds(p99)] : []),
      megabytes.median.toFixed(0),
    ];
  });
  return table(head, rows);
}

export function sidesChart(scenario: Scenario, measured: readonly Measured[]): Chart {
  const bars = measured.map(({ side, cpu: { median, min, max } }) => ({
    label: side.name,
    value: median,
    min,
    max,
    kind: side.kind,
  }));
  return { title: scenario.name, unit: `CPU µs per ${scenario.per}`, digits: 1, bars };
}

function milliseconds({ median }: Spread): string {
  return median.toFixed(2);
}
