/** One at a time for each endpoint, over all replicas: the count of what is under way must not change meanwhile. */
import { PostgresAdapter } from "kysely";
import type { Trx } from "./tables.ts";

/** Until the end of the transaction; always before any row of a delivery. False: there is no such endpoint. */
export async function lockEndpoint(trx: Trx, id: string): Promise<boolean> {
  const asked = trx.selectFrom("webhook_endpoints").select("id").where("id", "=", id);
  // SQLite has one writer at a time as it is.
  const locked = trx.getExecutor().adapter instanceof PostgresAdapter ? asked.forUpdate() : asked;
  return (await locked.executeTakeFirst()) !== undefined;
}
