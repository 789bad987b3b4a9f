/** A number of jobs, submitted, run and collected, each compared with what the provider saw: one call for each, and its own answer. */
import type { JobsClient, Provider } from "./client.ts";

export interface Scene {
  readonly client: JobsClient;
  readonly provider: Provider;
  /** Of the gateway. */
  readonly port: number;
  /** What was not as it should be; those jobs count nowhere else. */
  readonly problems: string[];
}

export interface Turn {
  readonly from: number;
  readonly count: number;
  /** Absent: as fast as they are taken. */
  readonly perSecond?: number;
}

/** The first three are ms of the machine's monotonic clock, the others of the gateway's. */
export interface Done {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly startedAt: number;
  readonly madeAt: number;
  readonly endedAt: number;
}

const connections = 64;
const patienceMs = 10_000;

export async function turn(scene: Scene, { from, count, perSecond }: Turn): Promise<readonly Done[]> {
  const { client, provider, port, problems } = scene;
  const names = Array.from({ length: count }, (_, i) => `job-${from + i}`);
  const submitted = await client.submit({ port, connections, names, perSecond });
  const calls: Calls = new Map(names.map((name) => [name, []]));
  await called(provider, calls, count);
  const known = submitted.flatMap((job, i) => ("problem" in job ? [] : [{ ...job, name: names[i]! }]));
  const collected = await client.collect({ port, connections, ids: known.map(({ id }) => id) });
  // A second call would have come by now: its job has ended.
  await note(provider, calls);
  for (const job of [...submitted, ...collected]) if ("problem" in job) problems.push(job.problem);
  for (const [name, { length }] of calls) if (length !== 1) problems.push(`the provider was called ${length} times for ${name}`);
  return known.flatMap((job, i): Done[] => {
    const [end, startedAt] = [collected[i]!, calls.get(job.name)![0]];
    return "problem" in end || startedAt === undefined ? [] : [{ ...job, ...end, startedAt }];
  });
}

/** When the provider was called for each name. */
type Calls = Map<string, number[]>;

/** Until this many calls have come, or no more are coming; polling the gateway instead would be part of the measurement. */
async function called(provider: Provider, calls: Calls, count: number): Promise<void> {
  let found = 0;
  for (let heardAt = performance.now(); found < count && performance.now() - heardAt < patienceMs;) {
    await new Promise((resolve) => void setTimeout(resolve, 50));
    const more = await note(provider, calls);
    if (more > 0) heardAt = performance.now();
    found += more;
  }
}

async function note(provider: Provider, calls: Calls): Promise<number> {
  const arrivals = await provider.arrivals();
  for (const [name = "a request without a name", at] of arrivals) calls.set(name, [...(calls.get(name) ?? []), at]);
  return arrivals.length;
}
