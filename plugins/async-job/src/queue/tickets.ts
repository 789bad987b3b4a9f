/**
 * PostgreSQL: a ticket of pg-boss for each job that may run. A ticket lets its caller run the best of its jobs, whichever that is; a caller
 * that has enough running gets no more of them until one has ended, so that nobody looks at what cannot run.
 */
import type { Log } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Tables } from "../jobs/tables.ts";
import { again, type Trx } from "../jobs/transact.ts";
import { openTickets, type Ticket } from "./boss.ts";
import { createMend } from "./mend.ts";
import type { Queue, Queued } from "./queue.ts";
import { crowded, lockCallers, startable } from "./slots.ts";

export interface TicketQueueParts {
  readonly tables: Kysely<Tables>;
  readonly log: Log;
  readonly perCaller: number;
  now(): number;
}

export async function openTicketQueue({ tables, log, perCaller, now }: TicketQueueParts): Promise<Queue> {
  const tickets = await openTickets(tables, log);
  const put = (jobs: readonly Queued[]): Promise<void> => again(() => tickets.put(tables, jobs.map(ticketAgain)));
  const changed = async (callers: readonly string[]): Promise<void> => {
    const asked = distinct(callers).map((caller) => ({ caller, most: perCaller }));
    await put(await startable(tables, asked, perCaller));
  };
  return {
    async offer(trx, jobs, waited) {
      // Where more wait than may run, the best are found after the commit: now, the end of another may be unseen yet.
      const full = await crowded(trx, distinct(jobs.map(({ caller }) => caller)), perCaller);
      const offered = jobs.filter(({ caller }) => !full.includes(caller));
      await tickets.put(trx, offered.map(waited ? ticketAgain : ticketFirst));
      return full;
    },
    async take(trx, count, start) {
      const ids = await tickets.take(trx, count);
      if (ids.length === 0) return false;
      const holders = await holdersOf(trx, ids);
      const due = await dueOf(trx, holders, perCaller);
      const started = due.length === 0 ? due : await start(due);
      if (started.length < due.length) {
        await tickets.put(trx, holders.filter(({ id }) => !started.includes(id)).map(ticketAgain));
        return false;
      }
      // Tickets of jobs that have ended, or whose caller has enough, were spent for nothing.
      return started.length < count;
    },
    async changed(callers) {
      try {
        await changed(callers);
      } catch (err) {
        log.warn({ err }, "could not make tickets of jobs that may run: they are found later");
      }
    },
    mend: createMend({ tables, now, put, changed }),
    close: tickets.close,
  };
}

interface Holder extends Queued {
  readonly status: string;
}

function holdersOf(trx: Trx, ids: readonly string[]): Promise<readonly Holder[]> {
  return trx.selectFrom("async_jobs").select(["id", "caller", "priority", "status"]).where("id", "in", ids).execute();
}

async function dueOf(trx: Trx, holders: readonly Holder[], perCaller: number): Promise<readonly string[]> {
  const anybodys = holders.filter(({ caller, status }) => caller === "" && status === "pending");
  const callers = distinct(holders.map(({ caller }) => caller));
  if (callers.length > 0) await lockCallers(trx, callers);
  const wanting = callers.map((caller) => ({ caller, most: holders.filter((one) => one.caller === caller).length }));
  return [...anybodys, ...(await startable(trx, wanting, perCaller))].map(({ id }) => id);
}

function distinct(callers: readonly string[]): readonly string[] {
  return [...new Set(callers)].filter((caller) => caller !== "");
}

/** What waited before goes first: pg-boss orders by when a ticket was made. */
function ticketFirst({ id, priority }: Queued): Ticket {
  return { id, priority: priority * 2 };
}
function ticketAgain({ id, priority }: Queued): Ticket {
  return { id, priority: priority * 2 + 1 };
}
