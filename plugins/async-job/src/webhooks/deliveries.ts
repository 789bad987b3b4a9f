/** Messages: created once per job, listed with their attempts, redelivered on request, and deleted some time after their end. */
import type { Clock, Random } from "@headgate/core";
import { type Kysely, toJson } from "@headgate/db";
import type { Page } from "./asked.ts";
import { lockEndpoint } from "./lock.ts";
import type { Attempt, Delivery, Outcome } from "./model.ts";
import { deliveryNotFound, disabled, underWay } from "./refusals.ts";
import type { Tables } from "./tables.ts";

export type NewDelivery = Omit<Delivery, "id" | "attempts">;

export interface AttemptFilter extends Page {
  readonly endpoint_id?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly async_job_id?: string | undefined;
  readonly webhook_id?: string | undefined;
}

export interface Deliveries {
  /** One that is there already stays as it is. */
  add(news: readonly NewDelivery[]): Promise<void>;
  /** Newest first. */
  attempts(filter: AttemptFilter): Promise<{ readonly attempts: readonly Attempt[]; readonly total: number }>;
  /** The message of which this attempt was one, from the first attempt again; its id. Throws a RefusalError. */
  redeliver(attemptId: string): Promise<string>;
  /** Removes what ended long ago, and what has no endpoint any more. */
  sweep(): Promise<void>;
}

export interface DeliveriesParts {
  readonly tables: Kysely<Tables>;
  readonly host: { readonly clock: Pick<Clock, "now">; readonly random: Random };
}

/** So long the log can be read, and a message asked for again. */
const keptMs = 7 * 86_400_000;

export function createDeliveries({ tables, host: { clock, random } }: DeliveriesParts): Deliveries {
  return {
    async add(news) {
      if (news.length === 0) return;
      const now = clock.now();
      const begin = { state: "pending", attempts: 0, next_at: now, lease: null, created_at: now, ended_at: null } as const;
      const rows = news.map(({ facts, ...same }) => ({ id: `msg_${random.uuid()}`, ...same, facts: toJson(facts), ...begin }));
      await tables
        .insertInto("webhook_deliveries")
        .values(rows)
        .onConflict((on) => on.doNothing())
        .execute();
    },
    async attempts({ endpoint_id, outcome, async_job_id, webhook_id, limit, offset }) {
      let asked = tables
        .selectFrom("webhook_attempts as attempt")
        .innerJoin("webhook_deliveries as delivery", "delivery.id", "attempt.delivery_id");
      if (endpoint_id !== undefined) asked = asked.where("attempt.endpoint_id", "=", endpoint_id);
      if (outcome !== undefined) asked = asked.where("outcome", "=", outcome);
      if (async_job_id !== undefined) asked = asked.where("job_id", "=", async_job_id);
      if (webhook_id !== undefined) asked = asked.where("attempt.delivery_id", "=", webhook_id);
      const page = asked
        .selectAll("attempt")
        .select(["job_id", "request_id", "event"])
        .orderBy("at", "desc")
        .orderBy("attempt.id", "desc");
      const { total } = await asked.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
      const rows = await page.limit(limit).offset(offset).execute();
      return { attempts: rows.map(attemptOf), total };
    },
    redeliver(attemptId) {
      return tables.transaction().execute(async (trx) => {
        const now = clock.now();
        const attempt = await trx
          .selectFrom("webhook_attempts as attempt")
          .innerJoin("webhook_endpoints as endpoint", "endpoint.id", "attempt.endpoint_id")
          .select(["delivery_id", "endpoint_id", "name", "disabled"])
          .where("attempt.id", "=", attemptId)
          .executeTakeFirst();
        if (!attempt || !(await lockEndpoint(trx, attempt.endpoint_id))) throw deliveryNotFound();
        if (attempt.disabled) throw disabled(attempt.name);
        const changed = await trx
          .updateTable("webhook_deliveries")
          .set({ state: "pending", attempts: 0, next_at: now, lease: null, ended_at: null })
          .where("id", "=", attempt.delivery_id)
          .where(({ or, eb }) => or([eb("lease", "is", null), eb("next_at", "<=", now)]))
          .returning("id")
          .executeTakeFirst();
        if (!changed) throw underWay();
        return attempt.delivery_id;
      });
    },
    async sweep() {
      const old = tables
        .selectFrom("webhook_deliveries")
        .select("id")
        .where("ended_at", "<=", clock.now() - keptMs);
      // Made while its endpoint was being deleted.
      const lost = tables
        .selectFrom("webhook_deliveries")
        .select("id")
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("webhook_endpoints").select("id").whereRef("webhook_endpoints.id", "=", "endpoint_id"))),
        );
      for (const those of [old, lost]) await removeAll(tables, () => those.limit(batch).execute());
    },
  };
}

const batch = 500;

async function removeAll(tables: Kysely<Tables>, find: () => Promise<readonly { readonly id: string }[]>): Promise<void> {
  for (;;) {
    const ids = (await find()).map(({ id }) => id);
    if (ids.length === 0) return;
    await tables.transaction().execute(async (trx) => {
      await trx.deleteFrom("webhook_attempts").where("delivery_id", "in", ids).execute();
      await trx.deleteFrom("webhook_deliveries").where("id", "in", ids).execute();
    });
  }
}

type AttemptRow = Pick<Delivery, "job_id" | "request_id" | "event"> & Tables["webhook_attempts"];

function attemptOf(row: AttemptRow): Attempt {
  const { id, delivery_id, endpoint_id, job_id, request_id, event, attempt_no, outcome, status_code, error, at } = row;
  const delivery = { id: delivery_id, endpoint_id, job_id, request_id, event };
  return { id, delivery, attempt_no, outcome, status_code: status_code ?? undefined, error: error ?? undefined, at };
}
