/** The routes by which jobs are submitted, collected, cancelled and listed. Another caller's job is as if there were none. */
import type { Exchange, Refusal, Reply, Route } from "@headgate/core";
import { jsonRoute, oneOf, page, readQuery } from "@headgate/management";
import { z } from "zod";
import type { Ending, Job, Jobs } from "../jobs/job.ts";
import { callerOf } from "../submit/caller.ts";
import { base, placeOf, sdkPaths } from "../submit/kind.ts";
import { notFound } from "../submit/refusals.ts";
import { type Answer, createAnswer } from "./answer.ts";
import { envelopeOf } from "./envelope.ts";
import { content, json, plain, shown } from "./replies.ts";

export interface RouteParts {
  readonly jobs: Pick<Jobs, "find" | "output" | "list" | "end" | "remove">;
  /** Stops the run that this process may be at. */
  stop(id: string): void;
  cancelled(job: Job): Ending;
}

export function createRoutes(parts: RouteParts): readonly Route[] {
  const answer = createAnswer(parts.jobs);
  const poll = async (x: Exchange): Promise<Reply | Refusal> => {
    const [place, id, rest] = askedOf(x.path);
    const job = await find(parts, x, place, id);
    return job ? answer(job, rest ? content : shown) : notFound;
  };
  const end = async (x: Exchange): Promise<Reply | Refusal> => {
    const [place, id, rest] = askedOf(x.path);
    const job = rest ? undefined : await find(parts, x, place, id);
    if (!job) return notFound;
    if (job.completedAt === undefined) return cancel(parts, answer, job);
    await parts.jobs.remove(job.id);
    return json(200, { id: job.id, deleted: true });
  };
  const collect = async (x: Exchange): Promise<Reply | Refusal> => {
    const place = base + x.path.slice(x.path.lastIndexOf("/") + 1);
    const job = await find(parts, x, place, x.headers["x-bf-async-id"] ?? "");
    return job ? answer(job, plain) : notFound;
  };
  return [
    { method: "POST", path: `${base}*`, access: "client", as: "/v1/*" },
    jsonRoute({ method: "GET", path: `${base}jobs`, access: "client" }, (x) => list(parts, x)),
    { method: "GET", path: `${base}*`, access: "client", handle: poll },
    { method: "DELETE", path: `${base}*`, access: "client", handle: end },
    ...sdkPaths.map((path): Route => ({
      method: "POST",
      path,
      access: "client",
      header: "x-bf-async-id",
      handle: collect,
    })),
  ];
}

const ids = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

async function find({ jobs }: RouteParts, x: Exchange, place: string, id: string): Promise<Job | undefined> {
  const job = ids.test(id) ? await jobs.find(id.toLowerCase()) : undefined;
  const isTheirs = job && (job.caller === undefined || job.caller === callerOf(x));
  return isTheirs && placeOf(job) === place ? job : undefined;
}

/** Of `/v1/async/chat/completions/<id>/content`: where such jobs are polled, the id, and what else. */
function askedOf(path: string): readonly [place: string, id: string, rest: "content" | undefined] {
  const parts = path.split("/");
  const rest = parts.at(-1) === "content" ? "content" : undefined;
  if (rest) parts.pop();
  const id = parts.pop() ?? "";
  return [parts.join("/"), id, rest];
}

async function cancel({ jobs, stop, cancelled }: RouteParts, answer: Answer, job: Job): Promise<Reply | Refusal> {
  // False: it has just ended by itself, and the caller is shown how.
  if (await jobs.end(job.id, cancelled(job))) stop(job.id);
  const ended = await jobs.find(job.id);
  return ended ? answer(ended, shown) : notFound;
}

async function list({ jobs }: RouteParts, x: Exchange): Promise<object> {
  const { limit, offset, status } = readQuery(x, listQuery);
  const caller = callerOf(x);
  // Jobs without a caller belong to nobody.
  const found =
    caller === undefined ? { jobs: [], total: 0 } : await jobs.list(caller, { limit, offset, ...(status && { status }) });
  const views = found.jobs.map((job) => ({
    ...envelopeOf(job),
    path: job.path,
    operation: job.operation,
    priority: job.priority,
  }));
  return { jobs: views, count: views.length, total_count: found.total, limit, offset };
}

const statuses = oneOf("pending", "processing", "completed", "failed");
const listQuery = z.object({ ...page, status: statuses.optional() });
