/** What must be true of which job runs when, on any database. */
import { expect } from "vitest";
import type { Run } from "../src/jobs/job.ts";
import type { Cases } from "./jobs-cases.ts";
import { ending, idsOf, newJob, several } from "./jobs-scene.ts";

export const dueCases: Cases = {
  "runs the most urgent first, then the oldest": async ({ open, clock }) => {
    const jobs = await open();
    const now = clock.now();
    const order = [
      { priority: 0, createdAt: now + 1 },
      { priority: 0, createdAt: now + 2 },
      { priority: 5, createdAt: now + 3 },
      { priority: -5, createdAt: now },
    ];
    const ids: string[] = [];
    for (const more of order) ids.push((await jobs.add(newJob(more))).job.id);
    expect([...idsOf(await jobs.claim(3)), ...idsOf(await jobs.claim(3))]).toEqual([ids[2], ids[0], ids[1], ids[3]]);
  },
  "runs a job that was given back before those that came later": async ({ open }) => {
    const jobs = await open();
    const ids: string[] = [];
    for (const { id, createdAt } of several(3)) {
      ids.push(id);
      await jobs.add(newJob({ id, createdAt: createdAt + ids.length }));
    }
    const [first] = await jobs.claim(1);
    await jobs.giveBack(first!);
    expect(idsOf(await jobs.claim(1))).toEqual([ids[0]]);
  },
  "gives no caller more than its share, and anybody what there is": async ({ open }) => {
    const jobs = await open({ perCaller: 2 });
    const add = async (caller: string | undefined, count: number): Promise<void> =>
      void (await Promise.all(several(count, { caller }).map((job) => jobs.add(job))));
    await add("a", 10);
    await add("b", 1);
    await add(undefined, 5);
    const runs = await jobs.claim(100);
    const share = (of: string | undefined): number => runs.filter(({ job }) => job.caller === of).length;
    expect([share("a"), share("b"), share(undefined)]).toEqual([2, 1, 5]);
    expect(await jobs.claim(100)).toEqual([]);
  },
  "takes no more requests at a time than fit, in their order, and one in any case": async ({ open, clock }) => {
    const jobs = await open();
    const ids: string[] = [];
    const now = clock.now();
    for (const [at, length] of [40, 60, 1, 300, 1].entries())
      ids.push((await jobs.add(newJob({ createdAt: now + at, body: "x".repeat(length) }))).job.id);
    expect(idsOf(await jobs.claim(10, 100))).toEqual(ids.slice(0, 2));
    expect(idsOf(await jobs.claim(10, 100))).toEqual([ids[2]]);
    expect(idsOf(await jobs.claim(10, 100))).toEqual([ids[3]]);
    expect(idsOf(await jobs.claim(10, 100))).toEqual([ids[4]]);
  },
  "keeps what did not fit for its caller's next, whichever of its jobs that is": async ({ open, clock }) => {
    const jobs = await open({ perCaller: 3 });
    const now = clock.now();
    for (const [at, caller] of ["a", "b", "a", "b", "a", "b", "a", "a"].entries())
      await jobs.add(newJob({ caller, createdAt: now + at, body: "x".repeat(60) }));
    const runs: Run[] = [];
    for (let more = await jobs.claim(10, 100); more.length > 0; more = await jobs.claim(10, 100)) {
      expect(more).toHaveLength(1);
      runs.push(...more);
    }
    const share = (of: string): number => runs.filter(({ job }) => job.caller === of).length;
    expect([share("a"), share("b")]).toEqual([3, 3]);
  },
  "runs a caller's next as soon as one has ended, whichever way, in its order": async ({ open }) => {
    const jobs = await open({ perCaller: 1 });
    const ids: string[] = [];
    for (const { id, createdAt } of several(6, { caller: "a" })) {
      ids.push(id);
      await jobs.add(newJob({ id, caller: "a", createdAt: createdAt + ids.length }));
    }
    const next = async (): Promise<string> => {
      const runs = await jobs.claim(10);
      expect(runs).toHaveLength(1);
      running = runs[0]!;
      return running.job.id;
    };
    let running = (await jobs.claim(10))[0]!;
    const ran = [running.job.id];
    await jobs.finish(running, ending());
    ran.push(await next());
    await jobs.giveBack(running);
    ran.push(await next());
    await jobs.end(running.job.id, ending());
    ran.push(await next());
    await jobs.remove(running.job.id);
    ran.push(await next());
    expect(ran).toEqual([ids[0], ids[1], ids[1], ids[2], ids[3]]);
  },
  "says at once what this process added, and soon what another did": async ({ open, clock }) => {
    const [one, other] = [await open(), await open()];
    const told: string[] = [];
    one.onDue(() => told.push("one"));
    other.onDue(() => told.push("other"));
    await one.add(newJob());
    expect(told).toEqual(["one"]);
    await clock.advance(500);
    expect(told.toSorted()).toEqual(["one", "one", "other"]);
    expect(await other.claim(1)).toHaveLength(1);
  },
  "asks once where nothing waits": async ({ open, statements }) => {
    const jobs = await open();
    statements.length = 0;
    expect(await jobs.claim(10)).toEqual([]);
    expect(statements).toHaveLength(1);
  },
  "writes down in one transaction what comes at once, and likewise what ends": async ({ open, statements }) => {
    const jobs = await open();
    const transactions = async (work: () => Promise<unknown>): Promise<number> => {
      statements.length = 0;
      await work();
      return statements.filter((text) => text.startsWith("insert into") && text.includes("async_job_bodies")).length;
    };
    const added = await transactions(() => Promise.all(several(80).map((job) => jobs.add(job))));
    const runs = await jobs.claim(80);
    const ended = await transactions(() => Promise.all(runs.map((run) => jobs.finish(run, ending()))));
    expect([added, runs.length, ended]).toEqual([1, 80, 1]);
  },
  "leaves no timer behind": async ({ open, clock }) => {
    const jobs = await open();
    jobs.onDue(() => {});
    expect(clock.pending).toBe(1);
    await jobs.close();
    expect(clock.pending).toBe(0);
  },
};
