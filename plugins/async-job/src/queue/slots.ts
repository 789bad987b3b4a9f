/** How much of a caller runs and waits on PostgreSQL, in statements that cost the same however much waits. */
import { sql } from "@headgate/db";
import type { QueryExecutorProvider } from "kysely";
import type { Queued } from "./queue.ts";

type Asker = QueryExecutorProvider;

/** Until the end of the transaction nobody else claims for these; in one order, so that no two wait for each other. */
export async function lockCallers(db: Asker, callers: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(lockSpace)}, key) from (
    select distinct hashtext(caller) as key from jsonb_array_elements_text(${JSON.stringify(callers)}::jsonb) as caller order by key
  ) as keys`.execute(db);
}

/** Until the end of the transaction nobody else makes a queue. */
export async function lockCreation(db: Asker): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(lockSpace)}, 0)`.execute(db);
}

/** The best pending jobs of each caller: as many as may run besides those that do, `most` at most. */
export async function startable(db: Asker, callers: readonly Wanting[], perCaller: number): Promise<readonly Queued[]> {
  if (callers.length === 0) return [];
  const { rows } = await sql<Queued>`
    select found.id, asked.caller, found.priority
    from jsonb_to_recordset(${JSON.stringify(callers)}::jsonb) as asked (caller text, most bigint)
    cross join lateral (
      select count(*) as jobs from async_jobs where async_jobs.status = 'processing' and async_jobs.caller = asked.caller
    ) as running
    cross join lateral (
      select id, priority from async_jobs
      where async_jobs.status = 'pending' and async_jobs.caller = asked.caller
      order by async_jobs.priority desc, async_jobs.created_at, async_jobs.id
      limit greatest(0, least(asked.most, ${perCaller}::bigint - running.jobs))
    ) as found`.execute(db);
  return rows;
}

/** Those of them that have more jobs, waiting or running, than may run. */
export async function crowded(db: Asker, callers: readonly string[], perCaller: number): Promise<readonly string[]> {
  if (callers.length === 0) return [];
  const { rows } = await sql<{ caller: string }>`
    select asked.caller from jsonb_array_elements_text(${JSON.stringify(callers)}::jsonb) as asked (caller)
    cross join lateral (
      select count(*) as jobs from (
        (select 1 from async_jobs where async_jobs.status = 'pending' and async_jobs.caller = asked.caller limit ${perCaller + 1})
        union all
        (select 1 from async_jobs where async_jobs.status = 'processing' and async_jobs.caller = asked.caller)
      ) as those
    ) as had
    where had.jobs > ${perCaller}`.execute(db);
  return rows.map(({ caller }) => caller);
}

export interface Wanting {
  readonly caller: string;
  readonly most: number;
}

/** Sets these locks apart from those of others on the same server; any number. */
const lockSpace = 1_751_474_532;
