/** A job, and what can be done with stored jobs. Times are `host.clock`'s, in ms. */
import type { Frozen } from "@headgate/core";

export type JobStatus = "pending" | "processing" | "completed" | "failed";

/** What a caller may see, but for the bytes. */
export interface Job {
  /** A uuid. */
  readonly id: string;
  /** Who may see it, such as `virtual_key:<its id>`; undefined: everybody who knows the id. */
  readonly caller: string | undefined;
  /** Where it was posted to, such as `/v1/async/chat/completions`: it is collected below the same path. */
  readonly path: string;
  readonly operation: string;
  /** The wire format that its caller speaks, errors included. */
  readonly dialect: string;
  /** Of the submit, for logs. */
  readonly requestId: string;
  readonly status: JobStatus;
  /** Higher runs sooner. */
  readonly priority: number;
  readonly createdAt: number;
  /** Of the last run. */
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  /** From then on nobody finds it; unknown until it has ended. */
  readonly expiresAt: number | undefined;
  /** From its end. */
  readonly ttlMs: number;
  /** Runs that were begun. */
  readonly attempts: number;
  /** Of the answer: once it has ended. */
  readonly statusCode: number | undefined;
  readonly contentType: string | undefined;
  /** Id of the webhook endpoint that is notified of its end. */
  readonly webhook: string | undefined;
  /** Of path and body: what a second submit under the same idempotency key must match. */
  readonly fingerprint: string;
}

export interface NewJob extends Pick<
  Job,
  | "id"
  | "caller"
  | "path"
  | "operation"
  | "dialect"
  | "requestId"
  | "priority"
  | "createdAt"
  | "ttlMs"
  | "webhook"
  | "fingerprint"
> {
  readonly idempotencyKey: string | undefined;
  readonly request: Frozen;
}

/** One run of a job by one worker, under a lease: only its word counts, and only while the job is `processing` by it. */
export interface Run {
  readonly job: Job;
  /** Like no other run's, of this or any other process. */
  readonly lease: string;
  readonly request: Frozen;
}

/** How a job ends, once. */
export interface Ending {
  readonly status: "completed" | "failed";
  readonly statusCode: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface JobList {
  /** Newest first. */
  readonly jobs: readonly Job[];
  readonly total: number;
}

export interface Jobs {
  /** On disk when it resolves. Under the same caller's same idempotency key the job that is there already, `added: false`. */
  add(job: NewJob): Promise<{ readonly job: Job; readonly added: boolean }>;
  /** Undefined: there is none, or it has expired. */
  find(id: string): Promise<Job | undefined>;
  /** What it answered; undefined while it has not. */
  output(id: string): Promise<Uint8Array | undefined>;
  list(caller: string, asked: { readonly status?: JobStatus; readonly limit: number; readonly offset: number }): Promise<JobList>;
  /**
   * Takes up to `count` jobs that are due, the best first, under a lease; no caller gets more at a time than `perCaller`. Their requests
   * have up to `bytes` in all, if there is more than one; default: any number.
   */
  claim(count: number, bytes?: number): Promise<readonly Run[]>;
  /** Renews the leases of these; resolves with the ids of those that are this worker's no more: cancelled, or taken over. */
  renew(runs: readonly Run[]): Promise<readonly string[]>;
  /** False: another ending was quicker, and this one changed nothing. */
  finish(run: Run, ending: Ending): Promise<boolean>;
  /** Makes it pending again, as if this run had not happened. */
  giveBack(run: Run): Promise<boolean>;
  /** Ends a job that has not ended, whoever runs it. False: it had. */
  end(id: string, ending: Ending): Promise<boolean>;
  /** Deletes it with all its bytes; its webhook is still notified of its end. */
  remove(id: string): Promise<void>;
  /** Takes over the jobs of the dead, ends those that waited too long, deletes what has expired. Cheap when there is nothing to do. */
  sweep(): Promise<void>;
  /** Ended jobs whose webhook has not been notified yet, oldest first. */
  untold(limit: number): Promise<readonly Job[]>;
  told(id: string): Promise<void>;
  /** Called when there may be something to claim: an own submit at once, another replica's soon. */
  onDue(then: () => void): void;
  close(): Promise<void>;
}
