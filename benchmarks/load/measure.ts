/** Sides against each other: in each round a fresh process of every side, one at a time, its CPU time read around what counts. */
import { cpuNanoseconds, peakMegabytes } from "../machine/proc.ts";
import { startListening } from "../machine/spawn.ts";
import { type Spread, spread } from "../report/spread.ts";
import { type Client, type Order, startClient, type Tally } from "./client.ts";
import type { Scenario } from "./scenarios.ts";
import type { Proxy, Side } from "./sides.ts";

export interface Measured {
  readonly side: Side;
  /** CPU µs per answer or event, of the process of each round. */
  readonly rounds: readonly number[];
  readonly cpu: Spread;
  readonly megabytes: Spread;
  /** Milliseconds when the client waits between requests; of streams, until the first byte. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** Answers or events per second when the client does not wait. */
  readonly perSecond: Spread;
  readonly problems: readonly string[];
}

export interface Trial {
  readonly sides: readonly Side[];
  readonly scenario: Scenario;
  /** As many fresh processes a side. */
  readonly rounds: number;
  /** Request lines beyond the usual, the same for every side. */
  readonly headers?: (upstreamPort: number) => readonly string[];
}

/** Requests a second in all while latency is measured: far from what saturates any side. */
const calmRate = 300;

/** One fresh process and what it showed. */
interface Visit {
  readonly side: Side;
  nanoseconds: number;
  units: number;
  elapsedMs: number;
  calm: Tally | undefined;
  megabytes: number;
  problems: string[];
}

export async function measure({ sides, scenario, rounds, headers = () => [] }: Trial): Promise<readonly Measured[]> {
  const upstream = await startListening("upstream.mjs", { core: "around" });
  const client = startClient();
  const visited: Visit[] = [];
  try {
    const lines = headers(upstream.port);
    for (let round = 0; round < rounds; round++) {
      // Every other round backwards, so that nobody always follows the same neighbour.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const proxy = await side.start(upstream.port);
        try {
          visited.push(await visit(side, proxy, client, scenario, lines));
        } finally {
          await proxy.stop();
        }
      }
    }
    return sides.map((side) =>
      summed(
        side,
        visited.filter((one) => one.side === side),
        scenario,
      ),
    );
  } finally {
    await client.stop();
    await upstream.stop();
  }
}

/** One fresh process, alone on its core: warmed, measured, and read before it ends. */
async function visit(side: Side, proxy: Proxy, client: Client, scenario: Scenario, headers: readonly string[]): Promise<Visit> {
  const order: Order = { ...orderOf(scenario), port: proxy.port, headers, marks: side.marks };
  const one: Visit = { side, nanoseconds: 0, units: 0, elapsedMs: 0, calm: undefined, megabytes: 0, problems: [] };
  // A few long streams would measure the start of a cold process: a gateway that serves is warm, and has seen both kinds of answer,
  // so that what they share has been compiled for both before anything counts.
  const [quick, warm] = [quickly(order, scenario), warmUp(order, scenario)];
  for (const each of scenario.kind === "stream" ? [quick, warm, quick, warm] : [warm])
    await turn(one, proxy, client, each, false);
  await turn(one, proxy, client, order, true);
  if (scenario.kind === "json") one.calm = await client.run(calmly(order));
  one.megabytes = peakMegabytes(proxy.pid);
  return one;
}

async function turn(one: Visit, { pid }: Proxy, client: Client, order: Order, counts: boolean): Promise<void> {
  const before = cpuNanoseconds(pid);
  const tally = await client.run(order);
  const spent = cpuNanoseconds(pid) - before;
  if (tally.bad > 0) one.problems.push(`${one.side.name}: ${tally.bad} bad answers, the first: ${tally.problem}`);
  if (tally.answers === 0) one.problems.push(`${one.side.name}: no answers`);
  if (!counts) return;
  one.nanoseconds = spent;
  one.units = order.kind === "stream" ? tally.events : tally.answers;
  one.elapsedMs = tally.elapsedMs;
  if (order.kind === "stream") one.calm = { ...tally, latency: tally.firstByte };
}

/** By answers, not by time: a slow side is to be as warm as a quick one. */
function warmUp(order: Order, { warmUp: each }: Scenario): Order {
  return { ...order, each, durationMs: 4000 };
}

function quickly(order: Order, { warmUp: each }: Scenario): Order {
  return { ...order, kind: "json", connections: 32, each: each * 80 };
}

function calmly(order: Order): Order {
  return { ...order, everyMs: (order.connections * 1000) / calmRate };
}

function orderOf({ kind, connections, turnMs, each }: Scenario): Pick<Order, "kind" | "connections" | "durationMs" | "each"> {
  return { kind, connections, durationMs: turnMs, each };
}

function summed(side: Side, visits: readonly Visit[], { kind }: Scenario): Measured {
  const over = (figure: (one: Visit) => number): Spread => spread(visits.map(figure));
  const cpu = visits.map(({ nanoseconds, units }) => nanoseconds / 1000 / units);
  return {
    side,
    rounds: cpu,
    cpu: spread(cpu),
    megabytes: over(({ megabytes }) => megabytes),
    p50: over(({ calm }) => calm?.latency.p50 ?? Number.NaN),
    p99: over(({ calm }) => calm?.latency.p99 ?? Number.NaN),
    perSecond: over(({ units, elapsedMs }) => (kind === "stream" ? Number.NaN : (units * 1000) / elapsedMs)),
    problems: visits.flatMap(({ problems }) => problems),
  };
}
