/** What must be true when processes die, or nobody comes, on any database. */
import type { Database } from "@headgate/db";
import { expect } from "vitest";
import { openJobTables } from "../src/jobs/tables.ts";
import { ending, idsOf, newJob, outputOf, several } from "./jobs-scene.ts";
import type { Cases } from "./jobs-cases.ts";

export const crashCases: Cases = {
  "takes over what a dead process ran, and its late word changes nothing": async ({ open, clock }) => {
    const [dead, alive] = [await open(), await open()];
    const { id } = (await dead.add(newJob({ caller: "a" }))).job;
    const [old] = await dead.claim(1);
    await clock.advance(9999);
    await alive.sweep();
    expect(await alive.claim(1)).toEqual([]);
    await clock.advance(1);
    await alive.sweep();
    const [run] = await alive.claim(1);
    expect(run!.job).toMatchObject({ id, attempts: 2, status: "processing" });
    expect(await dead.renew([old!])).toEqual([id]);
    expect([await dead.finish(old!, ending("late")), await dead.giveBack(old!)]).toEqual([false, false]);
    expect(await alive.finish(run!, ending("in time"))).toBe(true);
    expect(await outputOf(dead, id)).toBe("in time");
  },
  "leaves a run alone that renews its lease": async ({ open, clock }) => {
    const [busy, other] = [await open(), await open()];
    await busy.add(newJob());
    const runs = await busy.claim(1);
    for (let times = 0; times < 5; times++) {
      await clock.advance(6000);
      expect(await busy.renew(runs)).toEqual([]);
      await other.sweep();
    }
    expect(await busy.finish(runs[0]!, ending())).toBe(true);
  },
  "says that there is something to claim when a sweep has found it": async ({ open, clock }) => {
    const jobs = await open();
    await jobs.add(newJob());
    await jobs.claim(1);
    await clock.advance(10_000);
    let told = 0;
    jobs.onDue(() => told++);
    await jobs.sweep();
    expect(told).toBe(1);
  },
  "fails a job whose processes died too often": async ({ open, clock }) => {
    const jobs = await open({ attempts: 2 });
    const { id } = (await jobs.add(newJob())).job;
    for (let run = 1; run <= 2; run++) {
      expect(await jobs.claim(1)).toMatchObject([{ job: { attempts: run } }]);
      await clock.advance(10_000);
      await jobs.sweep();
    }
    expect(await jobs.find(id)).toMatchObject({ status: "failed", statusCode: 500, attempts: 2, completedAt: clock.now() });
    expect([await outputOf(jobs, id), await jobs.claim(1)]).toEqual(["lost", []]);
  },
  "fails it at once where the policy says so": async ({ open, clock }) => {
    const jobs = await open({ onCrash: "fail" });
    const { id } = (await jobs.add(newJob())).job;
    await jobs.claim(1);
    await clock.advance(10_000);
    await jobs.sweep();
    expect(await jobs.find(id)).toMatchObject({ status: "failed", attempts: 1 });
  },
  "fails what waited too long, and leaves what runs": async ({ open, clock }) => {
    const jobs = await open({ maxWaitMs: 5000 });
    const running = (await jobs.add(newJob())).job.id;
    await jobs.claim(1);
    const waiting = (await jobs.add(newJob())).job.id;
    await clock.advance(4999);
    await jobs.sweep();
    expect((await jobs.find(waiting))?.status).toBe("pending");
    await clock.advance(1);
    await jobs.sweep();
    expect([(await jobs.find(waiting))?.statusCode, (await jobs.find(running))?.status]).toEqual([504, "processing"]);
    expect(await outputOf(jobs, waiting)).toBe("waited");
  },
  "deletes what has expired, all of it, once its webhook has been told": async ({ open, clock, database }) => {
    const jobs = await open();
    const many = await Promise.all(several(250, { ttlMs: 1000, webhook: "hook" }).map((job) => jobs.add(job)));
    await Promise.all(many.map(({ job }) => jobs.end(job.id, ending())));
    const kept = (await jobs.add(newJob())).job.id;
    await clock.advance(1000);
    await jobs.sweep();
    expect((await rowsOf(await database())).jobs).toHaveLength(251);
    await Promise.all(many.map(({ job }) => jobs.told(job.id)));
    await jobs.sweep();
    const { jobs: left, bodies } = await rowsOf(await database());
    expect([left, bodies]).toEqual([[kept], 1]);
    expect(await jobs.untold(10)).toEqual([]);
  },
  "fails a job whose request is gone, and runs the others": async ({ open, database }) => {
    const jobs = await open();
    const broken = (await jobs.add(newJob())).job.id;
    const whole = (await jobs.add(newJob())).job.id;
    const tables = await openJobTables(await database());
    await tables.deleteFrom("async_job_bodies").where("job_id", "=", broken).execute();
    expect(idsOf(await jobs.claim(10))).toEqual([whole]);
    expect(await jobs.find(broken)).toMatchObject({ status: "failed", statusCode: 500 });
    expect(await outputOf(jobs, broken)).toContain("cannot be read");
  },
  "gives each of two processes other jobs, and both all of them": async ({ open }) => {
    const keepers = [await open(), await open()];
    const added = await Promise.all(several(200).map((job) => keepers[0]!.add(job)));
    const ran: string[] = [];
    await Promise.all(
      keepers.map(async (jobs) => {
        for (;;) {
          const runs = await jobs.claim(7);
          if (runs.length === 0) return;
          ran.push(...idsOf(runs));
          expect(await Promise.all(runs.map((run) => jobs.finish(run, ending())))).not.toContain(false);
        }
      }),
    );
    expect(ran.toSorted()).toEqual(added.map(({ job }) => job.id).toSorted());
  },
};

async function rowsOf(database: Database): Promise<{ readonly jobs: string[]; readonly bodies: number }> {
  const tables = await openJobTables(database);
  const jobs = await tables.selectFrom("async_jobs").select("id").execute();
  const bodies = await tables.selectFrom("async_job_bodies").select("job_id").execute();
  return { jobs: jobs.map(({ id }) => id), bodies: bodies.length };
}
