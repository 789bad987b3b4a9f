/** One transaction, again when PostgreSQL ended it for the sake of another: two batches may have met in different orders. */
import type { Kysely, Transaction } from "@headgate/db";
import type { Tables } from "./tables.ts";

export type Trx = Transaction<Tables>;

const tries = 5;

export function transact<T>(tables: Kysely<Tables>, work: (trx: Trx) => Promise<T>): Promise<T> {
  return again(() => tables.transaction().execute(work));
}

export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isCollision(error)) throw error;
    }
  }
}

/** A deadlock, or a serialisation failure. */
function isCollision(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === "40P01" || code === "40001";
}
