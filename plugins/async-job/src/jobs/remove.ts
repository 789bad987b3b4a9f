/** Takes jobs out of both tables; resolves with whose they were. */
import type { Trx } from "./transact.ts";

export async function removeRows(trx: Trx, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  await trx.deleteFrom("async_job_bodies").where("job_id", "in", ids).execute();
  const gone = await trx.deleteFrom("async_jobs").where("id", "in", ids).returning("caller").execute();
  return gone.map(({ caller }) => caller);
}
