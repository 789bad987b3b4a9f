/** What is under way: messages taken under a lease, and how an attempt ended. */
import { type Kysely, sql } from "@headgate/db";
import { lockEndpoint } from "./lock.ts";
import type { Attempt, Delivery, Endpoint } from "./model.ts";
import { deliveryOf } from "./rows.ts";
import { isPending, isTaken, type Tables, type Trx } from "./tables.ts";

/** One message under a lease: only who has it may say how the attempt went. */
export interface Taken {
  readonly delivery: Delivery;
  readonly lease: string;
}

/** Beyond an attempt's own time: for reading the job, and for the database. */
export const leaseMs = 15_000;

/** So many at most, and no more than the endpoint takes at a time. */
export function take(
  tables: Kysely<Tables>,
  endpoint: Endpoint,
  most: number,
  lease: string,
  now: number,
): Promise<readonly Taken[]> {
  const { id, max_concurrent_deliveries, attempt_timeout_seconds } = endpoint;
  return tables.transaction().execute(async (trx) => {
    await lockEndpoint(trx, id);
    const room = Math.min(most, max_concurrent_deliveries - (await runningOf(trx, id, now)));
    const ids = room > 0 ? await dueIds(trx, id, room, now) : [];
    if (ids.length === 0) return [];
    const rows = await trx
      .updateTable("webhook_deliveries")
      .set({ lease, next_at: now + attempt_timeout_seconds * 1000 + leaseMs })
      .where("id", "in", ids)
      .returningAll()
      .execute();
    return rows.map((row) => ({ delivery: deliveryOf(row), lease }));
  });
}

/** `againAt` undefined: this was the last word. False: another has it by now, and nothing has changed. */
export function finish(
  tables: Kysely<Tables>,
  { delivery, lease }: Taken,
  attempt: Omit<Attempt, "delivery">,
  againAt: number | undefined,
): Promise<boolean> {
  const { id, endpoint_id } = delivery;
  const { status_code = null, error = null, at } = attempt;
  const delivered = attempt.outcome === "delivered";
  const end =
    againAt === undefined ? ({ state: delivered ? "delivered" : "failed", ended_at: at } as const) : { next_at: againAt };
  return tables.transaction().execute(async (trx) => {
    if (!(await lockEndpoint(trx, endpoint_id))) return false;
    const mine = await trx
      .updateTable("webhook_deliveries")
      .set({ ...end, attempts: attempt.attempt_no, lease: null })
      .where("id", "=", id)
      .where("lease", "=", lease)
      .returning("id")
      .executeTakeFirst();
    if (!mine) return false;
    await trx
      .insertInto("webhook_attempts")
      .values({ ...attempt, delivery_id: id, endpoint_id, status_code, error })
      .execute();
    const health = delivered
      ? { consecutive_failures: 0, last_success_at: at }
      : { consecutive_failures: sql<number>`consecutive_failures + 1`, last_failure_at: at };
    await trx.updateTable("webhook_endpoints").set(health).where("id", "=", endpoint_id).execute();
    return true;
  });
}

/** As if it had not been taken. */
export async function giveBack(tables: Kysely<Tables>, { delivery, lease }: Taken, at: number): Promise<void> {
  await tables
    .updateTable("webhook_deliveries")
    .set({ lease: null, next_at: at })
    .where("id", "=", delivery.id)
    .where("lease", "=", lease)
    .execute();
}

async function runningOf(trx: Trx, endpoint: string, now: number): Promise<number> {
  const { running } = await trx
    .selectFrom("webhook_deliveries")
    .select(({ fn }) => fn.countAll<number>().as("running"))
    .where("endpoint_id", "=", endpoint)
    .where(isTaken)
    .where("next_at", ">", now)
    .executeTakeFirstOrThrow();
  return running;
}

async function dueIds(trx: Trx, endpoint: string, most: number, now: number): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom("webhook_deliveries")
    .select("id")
    .where("endpoint_id", "=", endpoint)
    .where(isPending)
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("id")
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}
