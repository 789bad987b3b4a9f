/** What a job costs, and whether memory stays flat however many there were: SQLite, one process, 32 at a time. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import type { Bar } from "../report/bars.ts";
import type { Report } from "../report/report.ts";
import { shown, type Spread, spread } from "../report/spread.ts";
import { table } from "../report/table.ts";
import { type Amount, type Quantiles, visit, type Visit } from "./visit.ts";

const amount: Amount = { first: 2000, all: 10_000, calm: 2000, perSecond: 100 };
const few: Amount = { first: 4, all: 12, calm: 4, perSecond: 100 };

export async function jobs(mode: Mode): Promise<Report> {
  const visits: Visit[] = [];
  for (let left = mode.quick ? 1 : 3; left > 0; left--) visits.push(await visit(mode.quick ? few : amount, mode));
  const over = (figure: (one: Visit) => number): Spread => spread(visits.map(figure));
  const growth = over(({ firstMegabytes, allMegabytes }) => allMegabytes - firstMegabytes);
  const rows: readonly (readonly [string, Spread, number])[] = [
    ["jobs per second, as fast as they are taken", over(({ jobsPerSecond }) => jobsPerSecond), 0],
    ...latencies.map(({ name, of }) => [`${name}, at ${amount.perSecond} a second`, over(of), 2] as const),
    ["resident MB after 2,000 jobs", over(({ firstMegabytes }) => firstMegabytes), 1],
    ["resident MB after 10,000 jobs", over(({ allMegabytes }) => allMegabytes), 1],
    ["the second less the first", growth, 1],
    ["peak MB, garbage included", over(({ peakMegabytes }) => peakMegabytes), 1],
  ];
  const bars = latencies.map(({ bar, of }): Bar => {
    const { median, min, max } = over(of);
    return { label: bar, value: median, min, max, kind: "ours" };
  });
  return {
    part: "jobs",
    markdown: table(
      ["10,000 jobs through one process", "median of three"],
      rows.map(([name, figures, digits]) => [name, shown(figures, digits)]),
    ),
    charts: { jobs: { title: `A job from its submit, at ${amount.perSecond} a second`, unit: "ms", digits: 2, bars } },
    gates: [
      {
        name: "jobs: resident memory after 10,000 less after 2,000",
        measured: growth.median,
        limit: budgets.jobs.residentMegabytes,
        unit: "MB",
      },
    ],
    problems: visits.flatMap(({ problems }) => problems),
  };
}

const latencies = [
  ...quantilesOf("from the submit to its 202", "202", ({ answered }) => answered),
  ...quantilesOf("from the submit to the call at the provider", "call", ({ started }) => started),
];

interface Latency {
  readonly name: string;
  /** A chart has less room for names than a table. */
  readonly bar: string;
  of(one: Visit): number;
}

function quantilesOf(name: string, bar: string, of: (one: Visit) => Quantiles): readonly Latency[] {
  return [
    { name: `p50 ms ${name}`, bar: `${bar}, p50`, of: (one) => of(one).p50 },
    { name: `p99 ms ${name}`, bar: `${bar}, p99`, of: (one) => of(one).p99 },
  ];
}
