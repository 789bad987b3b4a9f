/** Ends jobs, each once: one conditional update, and in the same transaction the output comes and the request's bytes go. */
import { sql } from "@headgate/db";
import type { Ending } from "./job.ts";
import type { Keep } from "./keep.ts";
import { transact, type Trx } from "./transact.ts";

/** Only while all that is said here is still true of the job. */
export interface End {
  readonly id: string;
  readonly ending: Ending;
  /** Of the run that has it. */
  readonly lease?: string;
  readonly status?: "pending" | "processing";
  /** Its lease has passed by then. */
  readonly lapsedAt?: number;
}

/** For each whether it has ended by this. */
export async function endAll({ tables, queue, bodies, now }: Keep, ends: readonly End[]): Promise<readonly boolean[]> {
  const { ended, callers } = await transact(tables, async (trx) => {
    const ended = new Set<End>();
    const callers: string[] = [];
    for (const group of ofDifferentJobs(ends)) {
      const rows = await updateRows(trx, group, now());
      const done = group.filter(({ id }) => rows.has(id));
      for (const one of done) ended.add(one);
      callers.push(...rows.values());
      if (done.length === 0) continue;
      const ids = done.map(({ id }) => id);
      await trx.deleteFrom("async_job_bodies").where("job_id", "in", ids).execute();
      const outputs = done.map(({ id, ending }) => bodies.body(ending.bytes, id, "output"));
      await trx.insertInto("async_job_bodies").values(outputs).execute();
    }
    return { ended, callers };
  });
  await queue.changed(callers);
  return ends.map((end) => ended.has(end));
}

/** The callers of those that were changed, by their ids. */
async function updateRows(trx: Trx, ends: readonly End[], now: number): Promise<ReadonlyMap<string, string>> {
  const values = ends.map(
    ({ id, ending, lease, status, lapsedAt }) =>
      sql`(cast(${id} as text), cast(${lease} as text), cast(${status} as text), cast(${lapsedAt} as bigint),
        cast(${ending.status} as text), cast(${ending.statusCode} as bigint), cast(${ending.contentType} as text))`,
  );
  const { rows } = await sql<{ id: string; caller: string }>`
    with said (job, lease, had, lapsed_at, becomes, code, type) as (values ${sql.join(values)})
    update async_jobs set
      status = said.becomes, status_code = said.code, content_type = said.type, owner = null, lease_until = null,
      completed_at = cast(${now} as bigint), expires_at = cast(${now} as bigint) + async_jobs.ttl_ms
    from said
    where async_jobs.id = said.job and async_jobs.status in ('pending', 'processing')
      and (said.lease is null or (async_jobs.status = 'processing' and async_jobs.owner = said.lease))
      and (said.had is null or async_jobs.status = said.had)
      and (said.lapsed_at is null or async_jobs.lease_until <= said.lapsed_at)
    returning id, caller`.execute(trx);
  return new Map(rows.map(({ id, caller }) => [id, caller]));
}

/** Of two words on one job the first counts, and an update takes either. */
function ofDifferentJobs(ends: readonly End[]): readonly (readonly End[])[] {
  const groups: Map<string, End>[] = [];
  for (const end of ends) {
    let group = groups.find((it) => !it.has(end.id));
    if (!group) groups.push((group = new Map()));
    group.set(end.id, end);
  }
  return groups.map((group) => [...group.values()]);
}
