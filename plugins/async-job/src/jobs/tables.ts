/** The two tables and their history: what is looked at often, and bytes that nobody loads by the way. */
import type { Db } from "@headgate/core";
import { columnsOf, type Flag, type Kysely, type Migrations, openTables, sql } from "@headgate/db";
import type { RawBuilder } from "kysely";
import type { JobStatus } from "./job.ts";

export interface JobRow {
  readonly id: string;
  /** "" is anybody: a unique index takes two nulls for different. */
  readonly caller: string;
  readonly path: string;
  readonly operation: string;
  readonly dialect: string;
  readonly request_id: string;
  readonly status: JobStatus;
  readonly priority: number;
  readonly created_at: number;
  /** When it last became pending. */
  readonly waiting_since: number;
  readonly started_at: number | null;
  readonly completed_at: number | null;
  readonly expires_at: number | null;
  readonly ttl_ms: number;
  readonly attempts: number;
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly webhook: string | null;
  readonly told: Flag;
  readonly fingerprint: string;
  readonly idempotency_key: string | null;
  /** The lease of the run that has it. */
  readonly owner: string | null;
  readonly lease_until: number | null;
  /** The frozen request but for its bytes; as JSON, or sealed. */
  readonly head: string;
}

export interface BodyRow {
  readonly job_id: string;
  readonly kind: BodyKind;
  readonly sealed: Flag;
  readonly bytes: Uint8Array;
}

export type BodyKind = "request" | "output";

export interface Tables {
  readonly async_jobs: JobRow;
  readonly async_job_bodies: BodyRow;
}

export function openJobTables(db: Db): Promise<Kysely<Tables>> {
  return openTables<Tables>(db, "async-job", migrations);
}

/** Only what is written out lets either database use an index of a part of the rows. */
export const isPending: RawBuilder<boolean> = sql<boolean>`async_jobs.status = 'pending'`;
export const isProcessing: RawBuilder<boolean> = sql<boolean>`async_jobs.status = 'processing'`;
export const isUntold: RawBuilder<boolean> = sql<boolean>`webhook is not null and told = 0 and completed_at is not null`;

const indexes: readonly string[] = [
  "unique index async_jobs_key on async_jobs (caller, idempotency_key)",
  "index async_jobs_list on async_jobs (caller, created_at, id)",
  "index async_jobs_due on async_jobs (priority desc, created_at, id) where status = 'pending'",
  "index async_jobs_due_of on async_jobs (caller, priority desc, created_at, id) where status = 'pending'",
  "index async_jobs_waiting on async_jobs (waiting_since, id) where status = 'pending'",
  "index async_jobs_running on async_jobs (caller) where status = 'processing'",
  "index async_jobs_lease on async_jobs (lease_until) where status = 'processing'",
  "index async_jobs_expiry on async_jobs (expires_at, id) where expires_at is not null",
  "index async_jobs_untold on async_jobs (completed_at, id) where webhook is not null and told = 0 and completed_at is not null",
];

const migrations: Migrations = {
  "0001_jobs": {
    async up(db: Kysely<unknown>) {
      const { text, integer, flag, bytes } = columnsOf(db);
      await db.schema
        .createTable("async_jobs")
        .addColumn("id", text, (it) => it.primaryKey().notNull())
        .addColumn("caller", text, (it) => it.notNull())
        .addColumn("path", text, (it) => it.notNull())
        .addColumn("operation", text, (it) => it.notNull())
        .addColumn("dialect", text, (it) => it.notNull())
        .addColumn("request_id", text, (it) => it.notNull())
        .addColumn("status", text, (it) => it.notNull())
        .addColumn("priority", integer, (it) => it.notNull())
        .addColumn("created_at", integer, (it) => it.notNull())
        .addColumn("waiting_since", integer, (it) => it.notNull())
        .addColumn("started_at", integer)
        .addColumn("completed_at", integer)
        .addColumn("expires_at", integer)
        .addColumn("ttl_ms", integer, (it) => it.notNull())
        .addColumn("attempts", integer, (it) => it.notNull())
        .addColumn("status_code", integer)
        .addColumn("content_type", text)
        .addColumn("webhook", text)
        .addColumn("told", flag, (it) => it.notNull())
        .addColumn("fingerprint", text, (it) => it.notNull())
        .addColumn("idempotency_key", text)
        .addColumn("owner", text)
        .addColumn("lease_until", integer)
        .addColumn("head", text, (it) => it.notNull())
        .execute();
      for (const index of indexes) await sql`create ${sql.raw(index)}`.execute(db);
      await db.schema
        .createTable("async_job_bodies")
        .addColumn("job_id", text, (it) => it.notNull())
        .addColumn("kind", text, (it) => it.notNull())
        .addColumn("sealed", flag, (it) => it.notNull())
        .addColumn("bytes", bytes, (it) => it.notNull())
        .addPrimaryKeyConstraint("async_job_bodies_pk", ["job_id", "kind"])
        .execute();
    },
  },
};
