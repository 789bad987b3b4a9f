/** Sides against each other: fresh processes of all, alive at once, visited in turns, and the CPU time of each read around its turn. */
import { cpuNanoseconds, peakMegabytes } from "../machine/proc.ts";
import { startListening } from "../machine/spawn.ts";
import { type Spread, spread } from "../report/spread.ts";
import { type Client, type Order, startClient, type Tally } from "./client.ts";
import type { Scenario } from "./scenarios.ts";
import type { Proxy, Side } from "./sides.ts";

export interface Measured {
  readonly side: Side;
  /** CPU µs per answer or event, over the processes. */
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
  readonly processes: number;
  /** Request lines beyond the usual, the same for every side. */
  readonly headers?: (upstreamPort: number) => readonly string[];
}

/** Requests a second in all while latency is measured: far from what saturates any side. */
const calmRate = 300;

interface Contender {
  readonly side: Side;
  readonly proxy: Proxy;
  nanoseconds: number;
  units: number;
  elapsedMs: number;
  calm: Tally | undefined;
  problems: string[];
}

export async function measure({ sides, scenario, processes, headers = () => [] }: Trial): Promise<readonly Measured[]> {
  const upstream = await startListening("upstream.mjs", { core: "around" });
  const client = startClient();
  const contenders: Contender[] = [];
  try {
    const all = Array.from({ length: processes }, () => sides).flat();
    for (const starting of all.map(async (side) => contend(side, await side.start(upstream.port))))
      contenders.push(await starting);
    const lines = headers(upstream.port);
    const order = ({ side, proxy }: Contender): Order => ({
      ...orderOf(scenario),
      port: proxy.port,
      headers: lines,
      marks: side.marks,
    });
    // The machine code that counts is made before anything counts.
    for (const contender of contenders) {
      // A few long streams would measure the start of a cold process: a gateway that serves is warm.
      if (scenario.kind === "stream") await turn(contender, client, quickly(order(contender), scenario), false);
      await turn(contender, client, warmUp(order(contender), scenario), false);
    }
    for (let round = 0; round < scenario.rounds; round++) {
      for (const contender of turns(contenders, round)) await turn(contender, client, order(contender), true);
    }
    if (scenario.kind === "json") {
      for (const contender of contenders) contender.calm = await client.run(calmly(order(contender)));
    }
    return sides.map((side) =>
      summed(
        side,
        contenders.filter((contender) => contender.side === side),
        scenario,
      ),
    );
  } finally {
    await Promise.all([client.stop(), ...contenders.map(({ proxy }) => proxy.stop())]);
    await upstream.stop();
  }
}

function contend(side: Side, proxy: Proxy): Contender {
  return { side, proxy, nanoseconds: 0, units: 0, elapsedMs: 0, calm: undefined, problems: [] };
}

/** Every other round backwards, so that nobody always follows the same neighbour. */
function turns(contenders: readonly Contender[], round: number): readonly Contender[] {
  return round % 2 === 0 ? contenders : [...contenders].reverse();
}

async function turn(contender: Contender, client: Client, order: Order, counts: boolean): Promise<void> {
  const { pid } = contender.proxy;
  const before = cpuNanoseconds(pid);
  const tally = await client.run(order);
  const spent = cpuNanoseconds(pid) - before;
  if (tally.bad > 0) contender.problems.push(`${contender.side.name}: ${tally.bad} bad answers, the first: ${tally.problem}`);
  if (tally.answers === 0) contender.problems.push(`${contender.side.name}: no answers`);
  if (!counts) return;
  contender.nanoseconds += spent;
  contender.units += order.kind === "stream" ? tally.events : tally.answers;
  contender.elapsedMs += tally.elapsedMs;
  if (order.kind === "stream") contender.calm = { ...tally, latency: tally.firstByte };
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

function summed(side: Side, contenders: readonly Contender[], scenario: Scenario): Measured {
  const over = (figure: (contender: Contender) => number): Spread => spread(contenders.map(figure));
  return {
    side,
    cpu: over(({ nanoseconds, units }) => nanoseconds / 1000 / units),
    megabytes: over(({ proxy }) => peakMegabytes(proxy.pid)),
    p50: over(({ calm }) => calm?.latency.p50 ?? Number.NaN),
    p99: over(({ calm }) => calm?.latency.p99 ?? Number.NaN),
    perSecond: over(({ units, elapsedMs }) => (scenario.kind === "stream" ? Number.NaN : (units * 1000) / elapsedMs)),
    problems: contenders.flatMap(({ problems }) => problems),
  };
}
