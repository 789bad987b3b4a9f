/** SQLite: the best pending rows, past the callers that have enough. */
import { sql } from "@headgate/db";
import { isPending, isProcessing } from "../jobs/tables.ts";
import type { Trx } from "../jobs/transact.ts";
import type { Queue, Queued } from "./queue.ts";

export function createTableQueue(perCaller: number): Queue {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    offer: () => Promise.resolve([]),
    changed: nothing,
    mend: nothing,
    close: nothing,
    async take(trx, count, start) {
      const running = await runningOf(trx);
      const full = [...running].filter(([, jobs]) => jobs >= perCaller).map(([caller]) => caller);
      const page = await best(trx, full, count);
      const taken = page.filter(({ caller }) => {
        // Anybody is nobody in particular, and has no limit.
        if (caller === "") return true;
        const jobs = (running.get(caller) ?? 0) + 1;
        if (jobs <= perCaller) running.set(caller, jobs);
        return jobs <= perCaller;
      });
      const started = taken.length === 0 ? taken : await start(taken.map(({ id }) => id));
      // Jobs that were passed over belong to a caller that is now full, and will not be looked at again.
      return started.length === taken.length && taken.length < page.length;
    },
  };
}

async function runningOf(trx: Trx): Promise<Map<string, number>> {
  const rows = await trx
    .selectFrom("async_jobs")
    .select(({ fn }) => ["caller", fn.countAll<number>().as("jobs")])
    .where(isProcessing)
    .where("caller", "<>", "")
    .groupBy("caller")
    .execute();
  return new Map(rows.map(({ caller, jobs }) => [caller, jobs]));
}

function best(trx: Trx, full: readonly string[], limit: number): Promise<readonly Pick<Queued, "id" | "caller">[]> {
  let asked = trx.selectFrom("async_jobs").select(["id", "caller"]).where(isPending);
  // As JSON, for there may be more of them than a statement takes parameters.
  if (full.length > 0) asked = asked.where(sql<boolean>`caller not in (select value from json_each(${JSON.stringify(full)}))`);
  return asked.orderBy("priority", "desc").orderBy("created_at").orderBy("id").limit(limit).execute();
}
