/** What all that keeps jobs has in common. */
import type { Clock, Db, Log, Random } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Queue } from "../queue/queue.ts";
import type { Bodies } from "./bodies.ts";
import type { Ending, Job } from "./job.ts";
import type { Tables } from "./tables.ts";

export interface JobsOptions {
  readonly host: { readonly db: Db; readonly clock: Clock; readonly random: Random; readonly log: Log };
  /** Unlike any other process'. */
  readonly owner: string;
  /** A run that is not renewed for so long is over. */
  readonly leaseMs: number;
  /** Runs of a job at most, when the processes that run it die. */
  readonly attempts: number;
  readonly onCrash: "retry" | "fail";
  /** Jobs of one caller that run at a time, over all replicas. Jobs of anybody have no limit. */
  readonly perCaller: number;
  /** A job that waits for longer has failed. */
  readonly maxWaitMs: number;
  /** Then requests and outputs are stored encrypted. */
  readonly encryptionKey?: string | undefined;
  /** How a job ends whose processes died too often. */
  lost(job: Job): Ending;
  /** How a job ends that nobody came to run. */
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
