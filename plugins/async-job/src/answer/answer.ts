/** The answer for a job as it stands: without output while there is none, and 404 once it is gone. */
import type { Refusal, Reply } from "@headgate/core";
import { UnreadableError } from "@headgate/db";
import type { Job, Jobs } from "../jobs/job.ts";
import { notFound, sealed } from "../submit/refusals.ts";

export type Answer = (job: Job, as: (job: Job, output: Uint8Array | undefined) => Reply) => Promise<Reply | Refusal>;

export function createAnswer(jobs: Pick<Jobs, "output">): Answer {
  return async (job, as) => {
    if (job.completedAt === undefined) return as(job, undefined);
    try {
      const output = await jobs.output(job.id);
      // Between the two looks it has expired, or was deleted.
      return output ? as(job, output) : notFound;
    } catch (error) {
      if (error instanceof UnreadableError) return sealed;
      throw error;
    }
  };
}
