/** The plugin at work: one wrap that makes jobs of requests, routes to collect them, and workers that run them. */
import { type Call, type Exchange, type Hooks, type Host, isRefusal, refused, type Reply } from "@headgate/core";
import { createAnswer } from "./answer/answer.ts";
import { plain, submitted } from "./answer/replies.ts";
import { createRoutes } from "./answer/routes.ts";
import type { Jobs } from "./jobs/job.ts";
import { openJobs } from "./jobs/open.ts";
import type { AsyncJobConfig } from "./options.ts";
import { createEndings } from "./run/endings.ts";
import { createExecute } from "./run/execute.ts";
import { createPool } from "./run/pool.ts";
import { type Way, wayOf } from "./submit/kind.ts";
import { createSubmit } from "./submit/submit.ts";
import { openWebhooks } from "./webhooks/open.ts";

/** A few large uploads at a time, and thousands of chats: what a database hands out is in memory several times over for a moment. */
const mostBytes = 128 * 2 ** 20;

export async function createHooks(host: Host, options: AsyncJobConfig): Promise<Hooks> {
  const { db } = host;
  if (!db) throw new Error("async-job: the gateway has no database, and a job must survive its process: configure `state`");
  const endings = createEndings(host);
  const { concurrency, leaseMs, resultTtlSeconds } = options;
  const owner = host.random.uuid();
  const jobs: Jobs = await openJobs({ ...options, ...endings, host: { ...host, db }, owner });
  const webhooks = await openWebhooks({ host: { ...host, db }, jobs, encryptionKey: options.encryptionKey }).catch(
    async (error: unknown) => {
      await jobs.close();
      throw error;
    },
  );
  const submit = createSubmit({ host, jobs, resultTtlSeconds, endpoint: webhooks.endpoint });
  const answer = createAnswer(jobs);
  const submitAs = async (way: Way, x: Exchange, call: Call): Promise<Reply> => {
    const it = await submit(x, call, way);
    if (isRefusal(it)) return refused({ ...it, by: "async-job" });
    if (way === "native") return submitted(it);
    // One that was submitted before may have ended: a stub that says so would be taken for its answer.
    const said = await answer(it.job, plain);
    return isRefusal(said) ? refused({ ...said, by: "async-job" }) : said;
  };
  const pool = createPool({
    host,
    jobs,
    execute: createExecute({ host, failed: endings.failed }),
    concurrency,
    mostBytes,
    leaseMs,
    ended: webhooks.wake,
  });
  let drained: Promise<void> | undefined;
  return {
    around: (send) => (x, call) => {
      const way = wayOf(x);
      return way ? submitAs(way, x, call) : send(x, call);
    },
    routes: [...createRoutes({ jobs, stop: (id) => pool.stop(id), cancelled: endings.cancelled }), ...webhooks.routes],
    start() {
      pool.start();
      webhooks.start();
    },
    drain(graceMs) {
      drained = pool.drain(graceMs);
    },
    async close() {
      await (drained ?? pool.drain(0));
      await webhooks.close();
      await jobs.close();
    },
  };
}
