/** Makes messages of jobs that have ended: one for each, however often this is tried and by how many. */
import type { Job, Jobs } from "../jobs/job.ts";
import type { Deliveries, NewDelivery } from "./deliveries.ts";
import type { Endpoints } from "./endpoints.ts";

export interface TellParts {
  readonly jobs: Pick<Jobs, "untold" | "told">;
  readonly endpoints: Pick<Endpoints, "all">;
  readonly deliveries: Pick<Deliveries, "add">;
}

const page = 100;

/** Resolves with whether there is something to send. */
export async function tellAll({ jobs, endpoints, deliveries }: TellParts): Promise<boolean> {
  let made = false;
  for (;;) {
    const ended = await jobs.untold(page);
    if (ended.length === 0) return made;
    const known = new Map((await endpoints.all([...new Set(ended.map(({ webhook }) => webhook!))])).map((it) => [it.id, it]));
    // One that has been deleted, or did not ask for this event, is not notified.
    const news = ended.flatMap((job) => {
      const delivery = deliveryOf(job);
      return known.get(delivery.endpoint_id)?.events.includes(delivery.event) ? [delivery] : [];
    });
    await deliveries.add(news);
    made ||= news.length > 0;
    for (const { id } of ended) await jobs.told(id);
    if (ended.length < page) return made;
  }
}

function deliveryOf(job: Job): NewDelivery {
  const { id, webhook, requestId, path, operation, status, statusCode, completedAt, expiresAt } = job;
  return {
    endpoint_id: webhook!,
    job_id: id,
    request_id: requestId,
    event: status === "completed" ? "async_job.completed" : "async_job.failed",
    facts: { path, operation, status, status_code: statusCode, completed_at: completedAt!, expires_at: expiresAt },
  };
}
