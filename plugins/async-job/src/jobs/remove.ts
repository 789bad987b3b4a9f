/** Takes jobs out of both tables; resolves with whose they were. */
import { isUntold } from "./tables.ts";
import type { Trx } from "./transact.ts";

/** For its caller it is gone at once, with all its bytes. */
export async function forget(trx: Trx, id: string, now: number): Promise<readonly string[]> {
  // Its webhook has yet to be notified of its end: until then the row stays, hidden from everybody.
  const expired = { expires_at: now, idempotency_key: null };
  const kept = await trx.updateTable("async_jobs").set(expired).where("id", "=", id).where(isUntold).returning("id").execute();
  if (kept.length === 0) return removeRows(trx, [id]);
  await trx.deleteFrom("async_job_bodies").where("job_id", "=", id).execute();
  return [];
}

export async function removeRows(trx: Trx, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  await trx.deleteFrom("async_job_bodies").where("job_id", "in", ids).execute();
  const gone = await trx.deleteFrom("async_jobs").where("id", "in", ids).returning("caller").execute();
  return gone.map(({ caller }) => caller);
}
