/** Whom to tell something now, or when: one look at the endpoints and at the beginning of each one's queue. */
import type { Kysely } from "@headgate/db";
import type { Endpoint } from "./model.ts";
import { endpointOf } from "./rows.ts";
import { isPending, isTaken, type Tables } from "./tables.ts";

export interface Due {
  readonly endpoint: Endpoint;
  /** Of its earliest message, which another may be sending until then. */
  readonly dueAt: number;
}

/** Without those that are disabled, or take no more at a time. */
export async function dueOf(tables: Kysely<Tables>, now: number): Promise<readonly Due[]> {
  const rows = await tables
    .selectFrom("webhook_endpoints")
    .selectAll()
    .select(({ selectFrom }) => [
      selectFrom("webhook_deliveries")
        .select(({ fn }) => fn.min<number | null>("next_at").as("due_at"))
        .whereRef("endpoint_id", "=", "webhook_endpoints.id")
        .where(isPending)
        .as("due_at"),
      selectFrom("webhook_deliveries")
        .select(({ fn }) => fn.countAll<number>().as("running"))
        .whereRef("endpoint_id", "=", "webhook_endpoints.id")
        .where(isTaken)
        .where("next_at", ">", now)
        .as("running"),
    ])
    .where("disabled", "=", 0)
    .execute();
  return rows.flatMap(({ due_at, running, ...row }) =>
    due_at === null || Number(running) >= row.max_concurrent_deliveries ? [] : [{ endpoint: endpointOf(row), dueAt: due_at }],
  );
}
