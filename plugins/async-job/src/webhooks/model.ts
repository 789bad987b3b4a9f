/** A webhook endpoint, and one message to it. Names are Bifrost's, times are `host.clock`'s in ms. */
import type { JobStatus } from "../jobs/job.ts";

export const events = ["async_job.completed", "async_job.failed"] as const;
export type WebhookEvent = (typeof events)[number];

export const outcomes = ["delivered", "retryable_failure", "exhausted", "permanent_failure"] as const;
export type Outcome = (typeof outcomes)[number];

/** What an admin may say of an endpoint, but for the values of its headers. */
export interface Settings {
  readonly name: string;
  readonly url: string;
  /** One at least. */
  readonly events: readonly WebhookEvent[];
  readonly include_response: boolean;
  readonly allow_private_network: boolean;
  readonly disabled: boolean;
  /** After the first attempt. */
  readonly max_retries: number;
  readonly retry_backoff_initial_seconds: number;
  readonly retry_backoff_max_seconds: number;
  readonly attempt_timeout_seconds: number;
  readonly max_response_payload_kbs: number;
  /** Over all replicas. */
  readonly max_concurrent_deliveries: number;
}

export interface Endpoint extends Settings {
  readonly id: string;
  /** As they were written; their values are sealed. */
  readonly header_names: readonly string[];
  readonly consecutive_failures: number;
  readonly last_failure_at: number | undefined;
  readonly last_success_at: number | undefined;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What a message says about a job, kept for as long as it may be sent: the job itself may be gone by then. */
export interface Facts {
  readonly path: string;
  readonly operation: string;
  readonly status: JobStatus;
  readonly status_code: number | undefined;
  readonly completed_at: number;
  readonly expires_at: number | undefined;
}

/** One message to one endpoint about one job, however often it is sent. */
export interface Delivery {
  /** The `webhook-id`. */
  readonly id: string;
  readonly endpoint_id: string;
  readonly job_id: string;
  readonly request_id: string;
  readonly event: WebhookEvent;
  readonly facts: Facts;
  /** That are over, since it was made or asked for again. */
  readonly attempts: number;
}

/** One line of the delivery log. */
export interface Attempt {
  readonly id: string;
  readonly delivery: Pick<Delivery, "id" | "endpoint_id" | "job_id" | "request_id" | "event">;
  readonly attempt_no: number;
  readonly outcome: Outcome;
  /** Of the receiver's answer; undefined where none came. */
  readonly status_code: number | undefined;
  readonly error: string | undefined;
  readonly at: number;
}
