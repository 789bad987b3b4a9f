/** A job as its row has it, without the columns that only storage needs. */
import type { Job, NewJob } from "./job.ts";
import type { JobRow } from "./tables.ts";

/** What a poll reads. */
export const shownColumns = [
  "id",
  "caller",
  "path",
  "operation",
  "dialect",
  "request_id",
  "status",
  "priority",
  "created_at",
  "started_at",
  "completed_at",
  "expires_at",
  "ttl_ms",
  "attempts",
  "status_code",
  "content_type",
  "webhook",
  "fingerprint",
] as const;

export type ShownRow = Pick<JobRow, (typeof shownColumns)[number]>;

export function jobOf(row: ShownRow): Job {
  return {
    id: row.id,
    caller: row.caller === "" ? undefined : row.caller,
    path: row.path,
    operation: row.operation,
    dialect: row.dialect,
    requestId: row.request_id,
    status: row.status,
    priority: row.priority,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    completedAt: row.completed_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    ttlMs: row.ttl_ms,
    attempts: row.attempts,
    statusCode: row.status_code ?? undefined,
    contentType: row.content_type ?? undefined,
    webhook: row.webhook ?? undefined,
    fingerprint: row.fingerprint,
  };
}

/** As it is written first. */
export type NewRow = Omit<JobRow, "told"> & { readonly told: 0 };

export function rowOf(job: NewJob, head: string): NewRow {
  return {
    id: job.id,
    caller: job.caller ?? "",
    path: job.path,
    operation: job.operation,
    dialect: job.dialect,
    request_id: job.requestId,
    status: "pending",
    priority: job.priority,
    created_at: job.createdAt,
    waiting_since: job.createdAt,
    started_at: null,
    completed_at: null,
    expires_at: null,
    ttl_ms: job.ttlMs,
    attempts: 0,
    status_code: null,
    content_type: null,
    webhook: job.webhook ?? null,
    told: 0,
    fingerprint: job.fingerprint,
    idempotency_key: job.idempotencyKey ?? null,
    owner: null,
    lease_until: null,
    head,
  };
}
