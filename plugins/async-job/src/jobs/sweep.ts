/** Looks after what nobody else would: jobs of the dead, jobs that wait for ever, jobs whose time is up. */
import type { SelectQueryBuilder } from "kysely";
import { endAll } from "./end.ts";
import type { Keep } from "./keep.ts";
import { takeOver } from "./lease.ts";
import { removeRows } from "./remove.ts";
import { jobOf, shownColumns, type ShownRow } from "./row.ts";
import { isPending, isProcessing, type Tables } from "./tables.ts";
import { transact } from "./transact.ts";

const batch = 100;

/** Resolves with whether something may be claimed now that could not before. */
export async function sweepAll(keep: Keep): Promise<boolean> {
  const now = keep.now();
  const jobs = keep.tables.selectFrom("async_jobs").select(shownColumns);
  let due = false;
  await inBatches(jobs.where(isProcessing).where("lease_until", "<=", now).orderBy("lease_until"), async (rows) => {
    const again = rows.filter(({ attempts }) => keep.onCrash === "retry" && attempts < keep.attempts);
    const over = rows.filter((row) => !again.includes(row)).map(jobOf);
    if (again.length > 0) due = (await takeOver(keep, again.map(idOf), now)) || due;
    if (over.length === 0) return;
    const ends = over.map((job) => ({ id: job.id, ending: keep.lost(job), status: "processing", lapsedAt: now }) as const);
    await endAll(keep, ends);
  });
  const since = now - keep.maxWaitMs;
  await inBatches(jobs.where(isPending).where("waiting_since", "<=", since).orderBy("waiting_since"), async (rows) => {
    await endAll(
      keep,
      rows.map(jobOf).map((job) => ({ id: job.id, ending: keep.waited(job), status: "pending" })),
    );
  });
  // A webhook that could not be notified yet is notified late rather than never.
  const told = jobs.where((is) => is.or([is("webhook", "is", null), is("told", "=", 1)]));
  await inBatches(told.where("expires_at", "<=", now).orderBy("expires_at"), async (rows) => {
    await transact(keep.tables, (trx) => removeRows(trx, rows.map(idOf)));
  });
  await keep.queue.mend();
  return due;
}

/** Until there are no more of them; each batch is changed so that it is not found again, by this process or another. */
async function inBatches(
  found: SelectQueryBuilder<Tables, "async_jobs", ShownRow>,
  work: (rows: readonly ShownRow[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const rows = await found.limit(batch).execute();
    if (rows.length > 0) await work(rows);
    if (rows.length < batch) return;
  }
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
