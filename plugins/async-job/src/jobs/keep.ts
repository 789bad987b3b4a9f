/** What the parts that store jobs share. */
import type { Clock, Db, Log } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Queue } from "../queue/queue.ts";
import type { Bodies } from "./bodies.ts";
import type { Ending, Job } from "./job.ts";
import type { Tables } from "./tables.ts";

export interface JobsOptions {
  readonly host: { readonly db: Db; readonly clock: Clock; readonly log: Log };
  /** Unique to this process. */
  readonly owner: string;
  /** A run that is not renewed for this long is over. */
  readonly leaseMs: number;
  /** Maximum runs of a job whose processes die. */
  readonly attempts: number;
  readonly onCrash: "retry" | "fail";
  /** Jobs of one caller that run at a time, over all replicas. Jobs without a caller have no limit. */
  readonly perCaller: number;
  /** A job that waits for longer has failed. */
  readonly maxWaitMs: number;
  /** If set, requests and outputs are stored encrypted. */
  readonly encryptionKey?: string | undefined;
  /** How a job ends whose processes died too often. */
  lost(job: Job): Ending;
  /** How a job ends that waited too long. */
  waited(job: Job): Ending;
  /** How a job ends that cannot be read, as one stored encrypted with another key; a plain error of status 500 when absent. */
  unreadable?(job: Job): Ending;
}

export interface Keep extends Omit<JobsOptions, "host"> {
  readonly tables: Kysely<Tables>;
  readonly queue: Queue;
  readonly bodies: Bodies;
  readonly log: Log;
  now(): number;
}
