/** What is asked of jobs without changing them. */
import { toFlag } from "@headgate/db";
import type { Job, Jobs } from "./job.ts";
import type { Keep } from "./keep.ts";
import { jobOf, shownColumns } from "./row.ts";
import { isUntold } from "./tables.ts";

export function createReads({ tables, bodies, now }: Keep): Pick<Jobs, "find" | "output" | "list" | "untold" | "told"> {
  return {
    async find(id) {
      const row = await tables.selectFrom("async_jobs").select(shownColumns).where("id", "=", id).executeTakeFirst();
      return row && shownAt(now(), jobOf(row));
    },
    async output(id) {
      const row = await tables
        .selectFrom("async_job_bodies")
        .innerJoin("async_jobs", "async_jobs.id", "async_job_bodies.job_id")
        .selectAll("async_job_bodies")
        .where("job_id", "=", id)
        .where("kind", "=", "output")
        .where("expires_at", ">", now())
        .executeTakeFirst();
      return row && bodies.bytes(row);
    },
    async list(caller, { status, limit, offset }) {
      let asked = tables
        .selectFrom("async_jobs")
        .where("caller", "=", caller)
        .where(({ or, eb }) => or([eb("expires_at", "is", null), eb("expires_at", ">", now())]));
      if (status !== undefined) asked = asked.where("status", "=", status);
      const page = asked.select(shownColumns).orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).offset(offset);
      const { total } = await asked.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
      return { jobs: (await page.execute()).map(jobOf), total };
    },
    async untold(limit) {
      const asked = tables.selectFrom("async_jobs").select(shownColumns).where(isUntold);
      return (await asked.orderBy("completed_at").orderBy("id").limit(limit).execute()).map(jobOf);
    },
    async told(id) {
      await tables
        .updateTable("async_jobs")
        .set({ told: toFlag(true) })
        .where("id", "=", id)
        .execute();
    },
  };
}

function shownAt(now: number, job: Job): Job | undefined {
  return job.expiresAt !== undefined && job.expiresAt <= now ? undefined : job;
}
