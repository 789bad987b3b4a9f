/** Endpoints, messages to them, and the log of every attempt. */
import type { Db } from "@headgate/core";
import { columnsOf, type Flag, type Json, type Kysely, type Migrations, openTables, sql, type Transaction } from "@headgate/db";
import type { RawBuilder } from "kysely";
import type { Facts, Outcome, WebhookEvent } from "./model.ts";

export interface EndpointRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: Json<readonly WebhookEvent[]>;
  readonly header_names: Json<readonly string[]>;
  /** Sealed JSON of name and value; null where there are none. */
  readonly headers: Uint8Array | null;
  /** Sealed. */
  readonly secret: Uint8Array;
  readonly include_response: Flag;
  readonly allow_private_network: Flag;
  readonly disabled: Flag;
  readonly max_retries: number;
  readonly retry_backoff_initial_seconds: number;
  readonly retry_backoff_max_seconds: number;
  readonly attempt_timeout_seconds: number;
  readonly max_response_payload_kbs: number;
  readonly max_concurrent_deliveries: number;
  readonly consecutive_failures: number;
  readonly last_failure_at: number | null;
  readonly last_success_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly job_id: string;
  readonly request_id: string;
  readonly event: WebhookEvent;
  readonly facts: Json<Facts>;
  readonly state: "pending" | "delivered" | "failed";
  readonly attempts: number;
  /** When it is due; under a lease, when the lease is over and anybody may send it. */
  readonly next_at: number;
  readonly lease: string | null;
  readonly created_at: number;
  readonly ended_at: number | null;
}

export interface AttemptRow {
  readonly id: string;
  readonly delivery_id: string;
  readonly endpoint_id: string;
  readonly attempt_no: number;
  readonly outcome: Outcome;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly at: number;
}

export interface Tables {
  readonly webhook_endpoints: EndpointRow;
  readonly webhook_deliveries: DeliveryRow;
  readonly webhook_attempts: AttemptRow;
}
export type Trx = Transaction<Tables>;

export function openWebhookTables(db: Db): Promise<Kysely<Tables>> {
  return openTables<Tables>(db, "async-job-webhooks", migrations);
}

/** Only what is written out lets either database use an index of a part of the rows. */
export const isPending: RawBuilder<boolean> = sql<boolean>`webhook_deliveries.state = 'pending'`;
export const isTaken: RawBuilder<boolean> = sql<boolean>`webhook_deliveries.state = 'pending' and lease is not null`;

const indexes: readonly string[] = [
  "unique index webhook_endpoints_name on webhook_endpoints (name)",
  "unique index webhook_deliveries_job on webhook_deliveries (job_id, endpoint_id)",
  "index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_at, id) where state = 'pending'",
  "index webhook_deliveries_leased on webhook_deliveries (endpoint_id, next_at) where state = 'pending' and lease is not null",
  "index webhook_deliveries_ended on webhook_deliveries (ended_at, id) where ended_at is not null",
  "index webhook_attempts_list on webhook_attempts (at, id)",
  "index webhook_attempts_endpoint on webhook_attempts (endpoint_id, at, id)",
  "index webhook_attempts_delivery on webhook_attempts (delivery_id)",
];

const migrations: Migrations = {
  "0001_webhooks": {
    async up(db: Kysely<unknown>) {
      const { text, integer, flag, json, bytes } = columnsOf(db);
      await db.schema
        .createTable("webhook_endpoints")
        .addColumn("id", text, (it) => it.primaryKey().notNull())
        .addColumn("name", text, (it) => it.notNull())
        .addColumn("url", text, (it) => it.notNull())
        .addColumn("events", json, (it) => it.notNull())
        .addColumn("header_names", json, (it) => it.notNull())
        .addColumn("headers", bytes)
        .addColumn("secret", bytes, (it) => it.notNull())
        .addColumn("include_response", flag, (it) => it.notNull())
        .addColumn("allow_private_network", flag, (it) => it.notNull())
        .addColumn("disabled", flag, (it) => it.notNull())
        .addColumn("max_retries", integer, (it) => it.notNull())
        .addColumn("retry_backoff_initial_seconds", integer, (it) => it.notNull())
        .addColumn("retry_backoff_max_seconds", integer, (it) => it.notNull())
        .addColumn("attempt_timeout_seconds", integer, (it) => it.notNull())
        .addColumn("max_response_payload_kbs", integer, (it) => it.notNull())
        .addColumn("max_concurrent_deliveries", integer, (it) => it.notNull())
        .addColumn("consecutive_failures", integer, (it) => it.notNull())
        .addColumn("last_failure_at", integer)
        .addColumn("last_success_at", integer)
        .addColumn("created_at", integer, (it) => it.notNull())
        .addColumn("updated_at", integer, (it) => it.notNull())
        .execute();
      await db.schema
        .createTable("webhook_deliveries")
        .addColumn("id", text, (it) => it.primaryKey().notNull())
        .addColumn("endpoint_id", text, (it) => it.notNull())
        .addColumn("job_id", text, (it) => it.notNull())
        .addColumn("request_id", text, (it) => it.notNull())
        .addColumn("event", text, (it) => it.notNull())
        .addColumn("facts", json, (it) => it.notNull())
        .addColumn("state", text, (it) => it.notNull())
        .addColumn("attempts", integer, (it) => it.notNull())
        .addColumn("next_at", integer, (it) => it.notNull())
        .addColumn("lease", text)
        .addColumn("created_at", integer, (it) => it.notNull())
        .addColumn("ended_at", integer)
        .execute();
      await db.schema
        .createTable("webhook_attempts")
        .addColumn("id", text, (it) => it.primaryKey().notNull())
        .addColumn("delivery_id", text, (it) => it.notNull())
        .addColumn("endpoint_id", text, (it) => it.notNull())
        .addColumn("attempt_no", integer, (it) => it.notNull())
        .addColumn("outcome", text, (it) => it.notNull())
        .addColumn("status_code", integer)
        .addColumn("error", text)
        .addColumn("at", integer, (it) => it.notNull())
        .execute();
      for (const index of indexes) await sql`create ${sql.raw(index)}`.execute(db);
    },
  },
};
