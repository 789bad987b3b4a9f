import { describe, expect, test } from "vitest";
import { budgets } from "../budgets.ts";
import { barChart } from "../report/bars.ts";
import { type Gate, judge } from "../report/report.ts";
import { shown, spread } from "../report/spread.ts";

describe("a gate", () => {
  const gate: Gate = { name: "x", measured: 1.3, limit: 1.4, unit: "×", pair: 1 };
  test.each([
    ["passes within its limit", {}, "pass"],
    ["passes at its limit", { measured: 1.4 }, "pass"],
    ["fails beyond it", { measured: 1.41 }, "fail"],
    ["fails when nothing was measured", { measured: Number.NaN }, "fail"],
    ["says nothing when the same program differs from itself", { measured: 9, pair: 1.2 }, "inconclusive"],
    ["says nothing when it was not compared with itself", { pair: Number.NaN }, "inconclusive"],
    ["needs no pair for a difference within one process", { pair: undefined }, "pass"],
  ] as const)("%s", (_name, changes, verdict) => {
    expect(judge({ ...gate, ...changes }, budgets.pair)).toBe(verdict);
  });
});

describe("several processes as one figure", () => {
  test.each([
    [[3, 1, 2], "2.0 [1.0–3.0]"],
    [[4, 1], "2.5 [1.0–4.0]"],
    [[], "NaN [NaN–NaN]"],
  ])("%j is shown as %s", (values, text) => {
    expect(shown(spread(values), 1)).toBe(text);
  });
});

test("the longest bar ends where the chart does, and its text stays text", () => {
  const bars = [
    { label: "a < b", value: 50, kind: "base" },
    { label: "twice", value: 100, min: 90, max: 100, kind: "ours" },
  ] as const;
  const svg = barChart({ title: "t", unit: "µs", digits: 0, bars });
  expect([...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([177, 354]);
  expect(svg).toContain("a &lt; b");
  expect(svg).toContain("prefers-color-scheme: dark");
});
