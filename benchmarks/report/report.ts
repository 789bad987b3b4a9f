/** The result of one part: tables, charts, and figures that are checked against a budget. */
import type { Chart } from "./bars.ts";

export interface Report {
  readonly part: string;
  readonly markdown: string;
  /** By the name of their file in plots/. */
  readonly charts: Readonly<Record<string, Chart>>;
  readonly gates: readonly Gate[];
  /** Answers that were not what they should be; any is a failure. */
  readonly problems: readonly string[];
}

export interface Gate {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
  /** The same program against itself: outside of the budgets' `pair` nothing can be said. */
  readonly pair?: number | undefined;
}

export type Verdict = "pass" | "fail" | "inconclusive";

export function judge({ measured, limit, pair }: Gate, [low, high]: readonly [number, number]): Verdict {
  if (pair !== undefined && !(pair >= low && pair <= high)) return "inconclusive";
  return measured <= limit ? "pass" : "fail";
}

export function gateLine(gate: Gate, pairs: readonly [number, number]): string {
  const pair = gate.pair === undefined ? "" : `, the same program against itself ${gate.pair.toFixed(2)}`;
  return `${gate.name}: ${gate.measured.toFixed(2)} ${gate.unit} of at most ${gate.limit} (${judge(gate, pairs)}${pair})`;
}
