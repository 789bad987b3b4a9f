/** Takes jobs that are due under a lease, with what their requests were. */
import { sql } from "@headgate/db";
import type { Selectable } from "kysely";
import { endAll } from "./end.ts";
import type { Ending, Jobs, Run } from "./job.ts";
import type { Keep } from "./keep.ts";
import { jobOf, shownColumns, type ShownRow } from "./row.ts";
import { type BodyRow, isPending } from "./tables.ts";
import { transact, type Trx } from "./transact.ts";

/** In one transaction: a statement takes this many ids and more. */
const mostAtOnce = 500;

export function createClaim(keep: Keep): Jobs["claim"] {
  let claims = 0;
  const more = async (runs: Run[], count: number, bytes: number): Promise<boolean> => {
    const room = runs.reduce((left, { request }) => left - request.bytes.byteLength, bytes);
    if (runs.length >= count || room <= 0 || !(await somethingWaits(keep))) return false;
    const lease = `${keep.owner}/${++claims}`;
    const { claimed, more } = await claimSome(keep, lease, Math.min(count - runs.length, mostAtOnce), room);
    for (const one of claimed) {
      const run = await readRun(keep, lease, one);
      if (run) runs.push(run);
    }
    return more;
  };
  return async (count, bytes = Infinity) => {
    const runs: Run[] = [];
    try {
      while (await more(runs, count, bytes));
    } catch (err) {
      // Those already claimed must run: nobody else can run them until their lease has passed.
      if (runs.length === 0) throw err;
    }
    return runs;
  };
}

interface Claimed {
  readonly row: ShownRow & { readonly head: string };
  /** Undefined if somebody has tampered with the tables. */
  readonly body: Selectable<BodyRow> | undefined;
}

async function somethingWaits({ tables }: Keep): Promise<boolean> {
  return (await tables.selectFrom("async_jobs").select("id").where(isPending).limit(1).executeTakeFirst()) !== undefined;
}

function claimSome(
  keep: Keep,
  lease: string,
  count: number,
  room: number,
): Promise<{ readonly claimed: Claimed[]; readonly more: boolean }> {
  return transact(keep.tables, async (trx) => {
    const claimed: Claimed[] = [];
    const more = await keep.queue.take(trx, count, async (ids) => {
      const fitting = await fittingOf(trx, ids, room);
      claimed.push(...(await start(keep, trx, lease, fitting)));
      return fitting;
    });
    return { claimed, more: more || claimed.length === count };
  });
}

/** The first of them that fit, and one in any case: a request larger than all room must run too. */
async function fittingOf(trx: Trx, ids: readonly string[], room: number): Promise<readonly string[]> {
  if (ids.length === 1 || room === Infinity) return ids;
  const bodies = trx.selectFrom("async_job_bodies").where("job_id", "in", ids);
  const rows = await bodies.select(["job_id", sql<number>`length(bytes)`.as("size")]).execute();
  const sizes = new Map(rows.map(({ job_id, size }) => [job_id, size]));
  let left = room;
  const end = ids.findIndex((id, at) => (left -= sizes.get(id) ?? 0) < 0 && at > 0);
  return end === -1 ? ids : ids.slice(0, end);
}

async function start({ leaseMs, now }: Keep, trx: Trx, owner: string, ids: readonly string[]): Promise<readonly Claimed[]> {
  const [started_at, attempts] = [now(), sql<number>`attempts + 1`];
  const rows = await trx
    .updateTable("async_jobs")
    .set({ status: "processing", owner, lease_until: started_at + leaseMs, started_at, attempts })
    .where("id", "in", ids)
    .where(isPending)
    .returning([...shownColumns, "head"])
    .execute();
  const bodies = await trx.selectFrom("async_job_bodies").selectAll().where("job_id", "in", ids).execute();
  const bodyOf = new Map(bodies.map((body) => [body.job_id, body]));
  return rows
    .sort((a, b) => b.priority - a.priority || a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
    .map((row) => ({ row, body: bodyOf.get(row.id) }));
}

/** Undefined for one that cannot be read here: it is made to fail, since it would be claimed again and again. */
async function readRun(keep: Keep, lease: string, { row, body }: Claimed): Promise<Run | undefined> {
  const job = jobOf(row);
  try {
    if (!body) throw new Error("its request is not there");
    return { job, lease, request: keep.bodies.request(row.head, body) };
  } catch (err) {
    keep.log.error({ err, job: job.id }, "a job cannot be read, and has failed");
    await endAll(keep, [{ id: job.id, lease, ending: keep.unreadable?.(job) ?? unreadable }]);
    return undefined;
  }
}

const unreadable: Ending = {
  status: "failed",
  statusCode: 500,
  contentType: "application/json",
  bytes: Buffer.from('{"error":{"message":"what is stored of this job cannot be read: submit it once more"}}'),
};
