/** The plugin at work: one wrap that makes jobs of requests, routes to collect them, and workers that run them. */
import { type Hooks, type Host, isRefusal, refused } from "@headgate/core";
import { submitted } from "./answer/replies.ts";
import { createRoutes } from "./answer/routes.ts";
import type { Jobs } from "./jobs/job.ts";
import { openJobs } from "./jobs/open.ts";
import type { AsyncJobConfig } from "./options.ts";
import { createEndings } from "./run/endings.ts";
import { createExecute } from "./run/execute.ts";
import { createPool } from "./run/pool.ts";
import { wayOf } from "./submit/kind.ts";
import { createSubmit } from "./submit/submit.ts";
import { openWebhooks } from "./webhooks/open.ts";

export async function createHooks(host: Host, options: AsyncJobConfig): Promise<Hooks> {
  const { db } = host;
  if (!db) throw new Error("async-job: the gateway has no database, and a job must survive its process: configure `state`");
  const endings = createEndings(host);
  const { concurrency, leaseMs, drainMs, resultTtlSeconds } = options;
  const owner = host.random.uuid();
  const jobs: Jobs = await openJobs({ ...options, ...endings, host: { ...host, db }, owner });
  const webhooks = await openWebhooks({ host: { ...host, db }, jobs, encryptionKey: options.encryptionKey }).catch(
    async (error: unknown) => {
      await jobs.close();
      throw error;
    },
  );
  const submit = createSubmit({ host, jobs, resultTtlSeconds, endpoint: webhooks.endpoint });
  const pool = createPool({
    host,
    jobs,
    execute: createExecute({ host, failed: endings.failed }),
    concurrency,
    leaseMs,
    ended: webhooks.wake,
  });
  return {
    around: (send) => (x, call) => {
      const way = wayOf(x);
      if (!way) return send(x, call);
      return submit(x, call, way).then((it) => (isRefusal(it) ? refused({ ...it, by: "async-job" }) : submitted(it, way)));
    },
    routes: [...createRoutes({ jobs, stop: (id) => pool.stop(id), cancelled: endings.cancelled }), ...webhooks.routes],
    start() {
      pool.start();
      webhooks.start();
    },
    async close() {
      await pool.drain(drainMs);
      await webhooks.close();
      await jobs.close();
    },
  };
}
