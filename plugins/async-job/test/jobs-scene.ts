/** Keepers of jobs over one database, each as if in a process of its own, with a clock that the test moves. */
import { createDatabase, type Database, type DatabaseOptions } from "@headgate/db";
import { createClock, createHost, createRandom, type HandClock, type TestHost } from "@headgate/testkit";
import { onTestFinished } from "vitest";
import type { Ending, Jobs, NewJob, Run } from "../src/jobs/job.ts";
import { type JobsOptions, openJobs } from "../src/jobs/open.ts";

export interface JobsScene {
  readonly clock: HandClock;
  readonly host: TestHost;
  /** Another process: its own connections, its own name. */
  open(options?: Partial<JobsOptions>): Promise<Jobs>;
  database(): Promise<Database>;
  /** What all of them said to the database. */
  readonly statements: string[];
}

/** `where` is an empty database that outlives each of them. */
export function jobsScene(where: DatabaseOptions): JobsScene {
  const clock = createClock();
  const host = createHost({ clock });
  const statements: string[] = [];
  let count = 0;
  const database = async (): Promise<Database> => {
    const opened = await createDatabase(where, { log: host.log, clock, onQuery: (text) => void statements.push(text) });
    onTestFinished(() => opened.close());
    return opened;
  };
  return {
    clock,
    host,
    database,
    statements,
    async open(options = {}) {
      const db = await database();
      const jobs = await openJobs({
        host: { ...host, db },
        owner: `process-${++count}`,
        leaseMs: 10_000,
        attempts: 3,
        onCrash: "retry",
        perCaller: 100,
        maxWaitMs: 3_600_000,
        lost: () => ending("lost", { status: "failed", statusCode: 500 }),
        waited: () => ending("waited", { status: "failed", statusCode: 504 }),
        ...options,
      });
      // Before its database.
      onTestFinished(() => jobs.close());
      return jobs;
    },
  };
}

const random = createRandom(7);

export function newJob(more: Partial<NewJob> & { readonly body?: string } = {}): NewJob {
  const { body = "{}", ...rest } = more;
  const id = rest.id ?? random.uuid();
  const exchange = {
    id: `request of ${id}`,
    access: "client",
    inference: true,
    operation: "chat",
    dialect: "openai",
    stream: false,
    method: "POST",
    path: "/v1/chat/completions",
    query: "",
    peer: "127.0.0.1",
    headers: { "content-type": "application/json" },
  } as const;
  return {
    id,
    caller: undefined,
    path: "/v1/async/chat/completions",
    operation: "chat",
    dialect: "openai",
    requestId: exchange.id,
    priority: 0,
    createdAt: Date.UTC(2026, 0, 1),
    ttlMs: 60_000,
    webhook: undefined,
    fingerprint: "digest",
    idempotencyKey: undefined,
    request: { exchange, slots: { who: "me" }, call: { provider: "openai", model: "gpt-4o" }, bytes: Buffer.from(body) },
    ...rest,
  };
}

export function ending(text = "done", more: Partial<Ending> = {}): Ending {
  return { status: "completed", statusCode: 200, contentType: "application/json", bytes: Buffer.from(text), ...more };
}

export function idsOf(runs: readonly Run[]): string[] {
  return runs.map(({ job }) => job.id);
}

export async function outputOf(jobs: Jobs, id: string): Promise<string | undefined> {
  const bytes = await jobs.output(id);
  return bytes && Buffer.from(bytes).toString();
}

/** So many, alike but for their ids. */
export function several(count: number, more: Partial<NewJob> = {}): NewJob[] {
  return Array.from({ length: count }, () => newJob(more));
}
