/** The ratio of one side to others: the median over the rounds, each taken within its round because the machine drifts. */
import { spread } from "../report/spread.ts";
import type { Measured } from "./measure.ts";

export function ratio(one: Measured, others: readonly Measured[]): number {
  return spread(one.rounds.map((cpu, round) => cpu / average(others.map(({ rounds }) => rounds[round]!)))).median;
}

/** Over every side that is the least a proxy can do. */
export function overRaw(one: Measured, measured: readonly Measured[]): number {
  return ratio(
    one,
    measured.filter(({ side }) => side.kind === "base"),
  );
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
