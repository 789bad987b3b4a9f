/** One fresh gateway and a life of jobs in it: as fast as they are taken until its memory was read twice, then at a calm pace. */
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startGateway } from "../load/sides.ts";
import { cpuNanoseconds, peakMegabytes, residentMegabytes } from "../machine/proc.ts";
import { processes, type Running } from "../machine/spawn.ts";
import type { Mode } from "../mode.ts";
import { startJobsClient, startProvider } from "./client.ts";
import { type Done, turn } from "./turn.ts";

export interface Amount {
  /** Jobs until memory is read first, and all until it is read again. */
  readonly first: number;
  readonly all: number;
  /** How many more follow, and how many per second: far too few to fill the queue. */
  readonly calm: number;
  readonly perSecond: number;
}

export interface Visit {
  /** From the first submit to the last end, once the process is warm. */
  readonly jobsPerSecond: number;
  /** Milliseconds of a calm submit until its 202, and until the provider had the call. */
  readonly answered: Quantiles;
  readonly started: Quantiles;
  readonly firstMegabytes: number;
  readonly allMegabytes: number;
  /** The most that was resident, garbage included. */
  readonly peakMegabytes: number;
  readonly problems: readonly string[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export async function visit({ first, all, calm, perSecond }: Amount, mode: Mode): Promise<Visit> {
  const provider = await startProvider();
  const client = startJobsClient();
  const collecting = [...mode.node, "--expose-gc", "--import", pathToFileURL(join(processes, "collector.mjs")).href];
  const gateway = await startGateway(provider.port, { ...mode, node: collecting }, { jobs: true, ipc: true });
  try {
    const scene = { client, provider, port: gateway.port, problems: [] as string[] };
    await turn(scene, { from: 0, count: first });
    const firstMegabytes = await settledMegabytes(gateway, mode);
    const quick = await turn(scene, { from: first, count: all - first });
    const allMegabytes = await settledMegabytes(gateway, mode);
    const slow = await turn(scene, { from: all, count: calm, perSecond });
    return {
      jobsPerSecond: (quick.length * 1000) / spanOf(quick),
      answered: quantiles(slow.map(({ sentAt, answeredAt }) => answeredAt - sentAt)),
      started: quantiles(slow.map(({ sentAt, startedAt }) => startedAt - sentAt)),
      firstMegabytes,
      allMegabytes,
      peakMegabytes: peakMegabytes(gateway.pid),
      problems: scene.problems,
    };
  } finally {
    await Promise.all([gateway, client, provider].map((running) => running.stop()));
  }
}

const quietMs = 1000;

/** What stays when all is done and collected: until then memory rises and falls by 40 MB, as the runtime sees fit. */
async function settledMegabytes({ pid, child }: Running, { quick }: Mode): Promise<number> {
  let quietFor = quick ? quietMs : 0;
  while (quietFor < quietMs) {
    const before = cpuNanoseconds(pid);
    await new Promise((resolve) => void setTimeout(resolve, 500));
    quietFor = cpuNanoseconds(pid) - before < 25_000_000 ? quietFor + 500 : 0;
  }
  child.send("collect");
  await once(child, "message");
  return residentMegabytes(pid);
}

function spanOf(jobs: readonly Done[]): number {
  return Math.max(...jobs.map(({ endedAt }) => endedAt)) - Math.min(...jobs.map(({ madeAt }) => madeAt));
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
