/** Runs a limited number of jobs at a time, renews their leases, and at the end waits for them or hands them back. */
import type { Host } from "@headgate/core";
import type { Ending, Jobs, Run } from "../jobs/job.ts";
import type { Execute } from "./execute.ts";
import { createRounds, type Rounds } from "./rounds.ts";

export interface Pool {
  start(): void;
  /** Stops a run of this process at once, if there is one: its job has ended otherwise. */
  stop(id: string): void;
  /** Takes no more jobs; those that still run after `ms` milliseconds are handed back. A second call can shorten the wait. */
  drain(ms: number): Promise<void>;
}

export interface PoolParts {
  readonly host: Pick<Host, "clock" | "log">;
  readonly jobs: Jobs;
  readonly execute: Execute;
  readonly concurrency: number;
  /** The maximum for the requests of running jobs, which are held in memory; the last one claimed may exceed it. */
  readonly mostBytes: number;
  readonly leaseMs: number;
  /** Called after a job's end is on disk. */
  ended(run: Run): void;
}

export function createPool(parts: PoolParts): Pool {
  return new Workers(parts);
}

interface Working {
  readonly run: Run;
  readonly controller: AbortController;
  /** Its place in the list. */
  at: number;
}

const retryMs = 1000;

class Workers implements Pool {
  readonly parts: PoolParts;
  /** A list, for a Map whose members come and go keeps the gone alive. Of one job at most one is not stopped. */
  readonly working: Working[] = [];
  /** Of their requests. */
  bytes = 0;
  readonly rounds: Rounds;
  filling: Promise<void> | undefined;
  /** Something came while the last claim was under way. */
  again = false;
  drained: Promise<void> | undefined;
  emptied: (() => void) | undefined;

  constructor(parts: PoolParts) {
    this.parts = parts;
    this.rounds = createRounds(parts.host.clock);
  }

  start(): void {
    const { jobs, leaseMs } = this.parts;
    jobs.onDue(() => void this.fill());
    // A caller who cancels, and a worker who took over, want the old run to end soon.
    this.rounds.every(Math.min(leaseMs / 3, 1000), () => this.quietly("renew leases of jobs", this.renew()));
    this.rounds.every(Math.min(leaseMs / 2, 5000), async () => {
      if (!this.drained) await this.quietly("look after the jobs of all", jobs.sweep());
      await this.fill();
    });
    void this.fill();
  }
  stop(id: string): void {
    this.working.find(({ run, controller }) => run.job.id === id && !controller.signal.aborted)?.controller.abort();
  }
  drain(ms: number): Promise<void> {
    const cancel = this.parts.host.clock.after(ms, () => void this.handAllBack());
    return (this.drained ??= this.end()).finally(cancel);
  }
  /** Once nothing runs any more, or what does was handed back. */
  async end(): Promise<void> {
    // What was being claimed is handed back as it comes.
    await this.filling;
    if (this.live().length > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
    await this.rounds.end();
  }
  async handAllBack(): Promise<void> {
    const left = this.live();
    for (const { controller } of left) controller.abort();
    await Promise.all(left.map(({ run }) => this.handBack(run)));
    this.emptied?.();
  }

  fill(): Promise<void> {
    this.again = true;
    return (this.filling ??= this.claim());
  }
  async claim(): Promise<void> {
    const { jobs, concurrency, mostBytes } = this.parts;
    // Its caller keeps it first.
    await Promise.resolve();
    while (this.again && !this.drained && this.working.length < concurrency && this.bytes < mostBytes) {
      this.again = false;
      const claim = jobs.claim(concurrency - this.working.length, mostBytes - this.bytes);
      const runs = (await this.quietly("claim jobs", claim)) ?? [];
      for (const run of runs) void this.work(run);
      if (runs.length > 0) this.again = true;
    }
    // In the same turn as the last check: a later caller must not wait for a claim that is over.
    this.filling = undefined;
  }
  async work(run: Run): Promise<void> {
    const { execute, ended } = this.parts;
    const controller = new AbortController();
    // The lease of an older run has passed, for there is a newer.
    this.stop(run.job.id);
    const working: Working = { run, controller, at: this.working.length };
    this.working.push(working);
    this.bytes += run.request.bytes.byteLength;
    try {
      if (this.drained) {
        await this.handBack(run);
        return;
      }
      const ending = await execute(run, controller.signal);
      // Whoever stopped it decided how it ends.
      if (!controller.signal.aborted && (await this.finish(run, ending, controller.signal))) ended(run);
    } finally {
      this.bytes -= run.request.bytes.byteLength;
      const last = this.working.pop()!;
      if (last !== working) this.working[(last.at = working.at)] = last;
      if (this.working.length === 0) this.emptied?.();
      void this.fill();
    }
  }
  /** Again and again while the database is away: the answer is there, and another run would cost another call. */
  async finish(run: Run, ending: Ending, signal: AbortSignal): Promise<boolean> {
    const { host, jobs } = this.parts;
    while (!signal.aborted) {
      const done = await this.quietly("store the end of a job", jobs.finish(run, ending));
      if (done !== undefined) return done;
      await host.clock.sleep(retryMs, signal).catch(() => {});
    }
    return false;
  }
  async renew(): Promise<void> {
    const live = this.live();
    if (live.length === 0) return;
    const lost = new Set(await this.parts.jobs.renew(live.map(({ run }) => run)));
    // Not a newer run of the same job, which has come meanwhile.
    for (const { run, controller } of live) if (lost.has(run.job.id)) controller.abort();
  }
  async handBack(run: Run): Promise<void> {
    await this.quietly("hand back a job", this.parts.jobs.giveBack(run));
  }
  live(): readonly Working[] {
    return this.working.filter(({ controller }) => !controller.signal.aborted);
  }

  /** Undefined when it failed: the database is away, and it is tried again, or a lease runs out. */
  async quietly<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (err) {
      this.parts.host.log.warn({ err }, `could not ${what}`);
      return undefined;
    }
  }
}
