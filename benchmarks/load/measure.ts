/** Sides against each other: in each round a fresh process of every side, one after the other or all at once, its CPU time read around what counts. */
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
  readonly proxy: Proxy;
  readonly client: Client;
  nanoseconds: number;
  units: number;
  elapsedMs: number;
  calm: Tally | undefined;
  megabytes: number;
  problems: string[];
}

export async function measure({ sides, scenario, rounds, headers = () => [] }: Trial): Promise<readonly Measured[]> {
  const upstream = await startListening("upstream.mjs", { core: "around" });
  const alive = scenario.together ? sides.length : 1;
  const clients = Array.from({ length: alive }, () => startClient());
  const visited: Visit[] = [];
  try {
    const lines = headers(upstream.port);
    for (let round = 0; round < rounds; round++) {
      // Every other round backwards, so that nobody always follows the same neighbour.
      const order = round % 2 === 0 ? sides : sides.toReversed();
      for (let first = 0; first < order.length; first += alive) {
        const visits: Visit[] = [];
        try {
          for (const [i, side] of order.slice(first, first + alive).entries())
            visits.push(newVisit(side, await side.start(upstream.port), clients[i]!));
          await visit(visits, scenario, lines);
        } finally {
          for (const { proxy } of visits) await proxy.stop();
        }
        visited.push(...visits);
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
    for (const client of clients) await client.stop();
    await upstream.stop();
  }
}

function newVisit(side: Side, proxy: Proxy, client: Client): Visit {
  return { side, proxy, client, nanoseconds: 0, units: 0, elapsedMs: 0, calm: undefined, megabytes: 0, problems: [] };
}

/** Fresh processes with their core to themselves: warmed, measured, and read before they end. */
async function visit(visits: readonly Visit[], scenario: Scenario, headers: readonly string[]): Promise<void> {
  const order = { ...orderOf(scenario), headers };
  for (const warming of warmUps(order, scenario)) await Promise.all(visits.map((one) => ask(one, warming)));
  await Promise.all(visits.map((one) => count(one, order)));
  for (const one of visits) {
    if (scenario.kind === "json") one.calm = await ask(one, calmly(order));
    one.megabytes = peakMegabytes(one.proxy.pid);
  }
}

async function count(one: Visit, order: Load): Promise<void> {
  const before = cpuNanoseconds(one.proxy.pid);
  const tally = await ask(one, order);
  one.nanoseconds = cpuNanoseconds(one.proxy.pid) - before;
  one.units = order.kind === "stream" ? tally.events : tally.answers;
  one.elapsedMs = tally.elapsedMs;
  if (order.kind === "stream") one.calm = { ...tally, latency: tally.firstByte };
}

async function ask({ side, proxy, client, problems }: Visit, order: Load): Promise<Tally> {
  const tally = await client.run({ ...order, port: proxy.port, marks: side.marks });
  if (tally.bad > 0) problems.push(`${side.name}: ${tally.bad} bad answers, the first: ${tally.problem}`);
  if (tally.answers === 0) problems.push(`${side.name}: no answers`);
  return tally;
}

/** The same for every side. */
type Load = Omit<Order, "port" | "marks">;

/**
 * By answers, not by time: a slow side is to be as warm as a quick one. Few long streams would measure a process that is still compiling
 * what each stream runs once: it gets many short ones, and whole answers between them, for they share code.
 */
function warmUps(order: Load, { kind, warmUp: each }: Scenario): readonly Load[] {
  if (kind !== "stream") return [{ ...order, each, durationMs: 4000 }];
  const whole: Load = { ...order, kind: "json", connections: 32, each: each / 2 };
  const short: Load = { ...order, kind: "burst", each };
  return [whole, short, whole, short, { ...order, each: 1 }];
}

function calmly(order: Load): Load {
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
