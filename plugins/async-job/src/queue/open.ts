/** The queue that belongs to a database. */
import { PostgresAdapter } from "kysely";
import { createTableQueue } from "./table.ts";
import type { Queue } from "./queue.ts";
import { openTicketQueue, type TicketQueueParts } from "./tickets.ts";

export async function openQueue(parts: TicketQueueParts): Promise<Queue> {
  if (parts.tables.getExecutor().adapter instanceof PostgresAdapter) return openTicketQueue(parts);
  return createTableQueue(parts.perCaller);
}
