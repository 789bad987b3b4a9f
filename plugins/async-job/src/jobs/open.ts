/** Opens the jobs of all replicas: the tables, the queue over them, and the ways to change them. */
import { openQueue } from "../queue/open.ts";
import { addAll } from "./add.ts";
import { createBatch } from "./batch.ts";
import { createBodies } from "./bodies.ts";
import { createClaim } from "./claim.ts";
import { createDue } from "./due.ts";
import { type End, endAll } from "./end.ts";
import type { Jobs, NewJob } from "./job.ts";
import type { JobsOptions, Keep } from "./keep.ts";
import { giveBack, renewAll } from "./lease.ts";
import { createReads } from "./read.ts";
import { forget } from "./remove.ts";
import { createJobSeal } from "./seal.ts";
import { sweepAll } from "./sweep.ts";
import { openJobTables } from "./tables.ts";
import { transact } from "./transact.ts";

export type { JobsOptions } from "./keep.ts";

/** Rejects with the database's error when its tables cannot be made. Sets a timer of `host.clock` twice a second while somebody listens. */
export async function openJobs({ host: { db, clock, log }, ...options }: JobsOptions): Promise<Jobs> {
  const tables = await openJobTables(db);
  const now = (): number => clock.now();
  const queue = await openQueue({ tables, log, now, perCaller: options.perCaller });
  const bodies = createBodies(await createJobSeal(options.encryptionKey));
  const keep: Keep = { ...options, tables, queue, bodies, log, now };
  const due = createDue(clock);
  const adds = createBatch({ work: (jobs: readonly NewJob[]) => addAll(keep, jobs), weigh: weightOfJob });
  const ends = createBatch({ work: (words: readonly End[]) => endAll(keep, words), weigh: weightOfEnd });
  return {
    ...createReads(keep),
    async add(job) {
      const added = await adds.add(job);
      if (added.added) due.tell();
      return added;
    },
    claim: createClaim(keep),
    renew: (runs) => renewAll(keep, runs),
    finish: ({ job, lease }, ending) => ends.add({ id: job.id, ending, lease }),
    async giveBack(run) {
      const given = await giveBack(keep, run);
      if (given) due.tell();
      return given;
    },
    async end(id, ending) {
      const ended = await ends.add({ id, ending });
      // It may have blocked another job of its caller.
      if (ended) due.tell();
      return ended;
    },
    async remove(id) {
      await queue.changed(await transact(tables, (trx) => forget(trx, id, now())));
    },
    async sweep() {
      if (await sweepAll(keep)) due.tell();
    },
    onDue: due.on,
    async close() {
      due.close();
      await Promise.all([adds.idle(), ends.idle()]);
      await queue.close();
    },
  };
}

function weightOfJob({ request }: NewJob): number {
  return request.bytes.byteLength;
}
function weightOfEnd({ ending }: End): number {
  return ending.bytes.byteLength;
}
