/** Writes new jobs down, many in one transaction; of those under one idempotency key only the first. */
import type { Job, NewJob } from "./job.ts";
import type { Keep } from "./keep.ts";
import { removeRows } from "./remove.ts";
import { jobOf, type NewRow, rowOf, shownColumns, type ShownRow } from "./row.ts";
import { transact, type Trx } from "./transact.ts";

export interface Added {
  readonly job: Job;
  readonly added: boolean;
}

export async function addAll({ tables, queue, bodies, now }: Keep, jobs: readonly NewJob[]): Promise<readonly Added[]> {
  const rows = jobs.map((job) => rowOf(job, bodies.head(job.request, job.id)));
  const { written, changed } = await transact(tables, async (trx) => {
    const written = await writeRows(trx, rows, now());
    const added = jobs.filter((_, at) => written[at]!.added);
    if (added.length === 0) return { written, changed: [] };
    const requests = added.map(({ id, request }) => bodies.body(request.bytes, id, "request"));
    await trx.insertInto("async_job_bodies").values(requests).execute();
    const changed = await queue.offer(
      trx,
      rows.filter((_, at) => written[at]!.added),
      false,
    );
    return { written, changed };
  });
  await queue.changed(changed);
  return written;
}

/** Between two statements another process may remove the job that was in the way. */
const tries = 3;

async function writeRows(trx: Trx, rows: readonly NewRow[], now: number): Promise<readonly Added[]> {
  const written = new Map<NewRow, Added>();
  let left = rows;
  for (let tried = 0; left.length > 0; tried++) {
    if (tried === tries) throw new Error("a job could not be written: its id is taken");
    const inserted = await insertNew(trx, left);
    for (const row of left) if (inserted.delete(row.id)) written.set(row, { job: jobOf(row), added: true });
    left = left.filter((row) => !written.has(row));
    const there = await sameKeys(trx, left);
    const expired = [...there.values()].filter(({ expires_at }) => expires_at !== null && expires_at <= now);
    await removeRows(
      trx,
      expired.map(({ id }) => id),
    );
    for (const row of left) {
      const other = there.get(nameOf(row));
      if (other && !expired.includes(other)) written.set(row, { job: jobOf(other), added: false });
    }
    left = left.filter((row) => !written.has(row));
  }
  return rows.map((row) => written.get(row)!);
}

/** Their ids, without those whose key is there already. */
async function insertNew(trx: Trx, rows: readonly NewRow[]): Promise<Set<string>> {
  const inserted = await trx
    .insertInto("async_jobs")
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returning("id")
    .execute();
  return new Set(inserted.map(({ id }) => id));
}

async function sameKeys(trx: Trx, rows: readonly NewRow[]): Promise<Map<string, KeyedRow>> {
  const keys = rows.map((row) => row.idempotency_key).filter((key) => key !== null);
  if (keys.length === 0) return new Map();
  const there = await trx
    .selectFrom("async_jobs")
    .select([...shownColumns, "idempotency_key"])
    .where("idempotency_key", "in", keys)
    .where(
      "caller",
      "in",
      rows.map(({ caller }) => caller),
    )
    .execute();
  return new Map(there.map((row) => [nameOf(row), row]));
}

type KeyedRow = ShownRow & Pick<NewRow, "idempotency_key">;

function nameOf({ caller, idempotency_key }: Pick<NewRow, "caller" | "idempotency_key">): string {
  return JSON.stringify([caller, idempotency_key]);
}
