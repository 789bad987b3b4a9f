/** What a run can do while it is under way: renew its lease, or give its job back. */
import { sql } from "@headgate/db";
import type { Run } from "./job.ts";
import type { Keep } from "./keep.ts";
import { isProcessing } from "./tables.ts";
import { transact, type Trx } from "./transact.ts";

/** Ids of those that now belong to another run, or to none. */
export async function renewAll({ tables, leaseMs, now }: Keep, runs: readonly Run[]): Promise<readonly string[]> {
  const kept = new Set<string>();
  for (const some of inParts(runs)) {
    const rows = await transact(tables, (trx) =>
      trx
        .updateTable("async_jobs")
        .set({ lease_until: now() + leaseMs })
        .where(
          "id",
          "in",
          some.map(({ job }) => job.id),
        )
        .where("owner", "in", [...new Set(some.map(({ lease }) => lease))])
        .where(isProcessing)
        .returning(["id", "owner"])
        .execute(),
    );
    for (const { id, owner } of rows) kept.add(`${id} ${owner}`);
  }
  return runs.filter(({ job, lease }) => !kept.has(`${job.id} ${lease}`)).map(({ job }) => job.id);
}

/** As if the run had not happened. False: the job no longer belonged to this run. */
export function giveBack(keep: Keep, { job, lease }: Run): Promise<boolean> {
  return pending(keep, { attempts: sql<number>`attempts - 1` }, (trx, change) =>
    trx
      .updateTable("async_jobs")
      .set({ ...change, started_at: null })
      .where("id", "=", job.id)
      .where("owner", "=", lease)
      .where(isProcessing)
      .returning(["id", "caller", "priority"])
      .execute(),
  );
}

/** Makes them pending; the runs so far still count. */
export function takeOver(keep: Keep, ids: readonly string[], lapsedAt: number): Promise<boolean> {
  return pending(keep, {}, (trx, change) =>
    trx
      .updateTable("async_jobs")
      .set(change)
      .where("id", "in", ids)
      .where("lease_until", "<=", lapsedAt)
      .where("attempts", "<", keep.attempts)
      .where(isProcessing)
      .returning(["id", "caller", "priority"])
      .execute(),
  );
}

async function pending<More extends object>(
  { tables, queue, now }: Keep,
  more: More,
  update: (trx: Trx, change: typeof nobodys & More & { waiting_since: number }) => Promise<readonly Pending[]>,
): Promise<boolean> {
  const rows = await transact(tables, async (trx) => {
    const rows = await update(trx, { ...nobodys, ...more, waiting_since: now() });
    if (rows.length > 0) await queue.offer(trx, rows, true);
    return rows;
  });
  await queue.changed(rows.map(({ caller }) => caller));
  return rows.length > 0;
}

interface Pending {
  readonly id: string;
  readonly caller: string;
  readonly priority: number;
}

const nobodys = { status: "pending", owner: null, lease_until: null } as const;

function* inParts(runs: readonly Run[]): Generator<readonly Run[]> {
  for (let at = 0; at < runs.length; at += 1000) yield runs.slice(at, at + 1000);
}
