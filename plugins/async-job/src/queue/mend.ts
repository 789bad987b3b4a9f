/** Finds pending jobs whose ticket was lost, as by a process that died between two statements: a page at a time, round and round. */
import type { Kysely } from "@headgate/db";
import { isPending, type Tables } from "../jobs/tables.ts";
import type { Queued } from "./queue.ts";

export interface MendParts {
  readonly tables: Kysely<Tables>;
  now(): number;
  /** A ticket for each, unless it has one. */
  put(jobs: readonly Queued[]): Promise<void>;
  /** Tickets for those of these callers' jobs that may run. */
  changed(callers: readonly string[]): Promise<void>;
}

/** Younger ones are on their way. */
const patienceMs = 5000;
const pageSize = 500;

export function createMend({ tables, now, put, changed }: MendParts): () => Promise<void> {
  let after = { waiting_since: 0, id: "" };
  return async () => {
    const page = await tables
      .selectFrom("async_jobs")
      .select(["id", "caller", "priority", "waiting_since"])
      .where(isPending)
      .where("waiting_since", "<", now() - patienceMs)
      .where(({ eb, refTuple, tuple }) => eb(refTuple("waiting_since", "id"), ">", tuple(after.waiting_since, after.id)))
      .orderBy("waiting_since")
      .orderBy("id")
      .limit(pageSize)
      .execute();
    await put(page.filter(({ caller }) => caller === ""));
    await changed(page.map(({ caller }) => caller));
    after = page.length < pageSize ? { waiting_since: 0, id: "" } : page.at(-1)!;
  };
}
