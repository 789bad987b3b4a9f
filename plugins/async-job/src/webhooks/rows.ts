/** Rows as what they stand for. */
import { fromFlag, fromJson, type Selectable } from "@headgate/db";
import type { Delivery, Endpoint } from "./model.ts";
import type { DeliveryRow, EndpointRow } from "./tables.ts";

export function endpointOf(row: Selectable<EndpointRow>): Endpoint {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: fromJson(row.events),
    header_names: fromJson(row.header_names),
    include_response: fromFlag(row.include_response),
    allow_private_network: fromFlag(row.allow_private_network),
    disabled: fromFlag(row.disabled),
    max_retries: row.max_retries,
    retry_backoff_initial_seconds: row.retry_backoff_initial_seconds,
    retry_backoff_max_seconds: row.retry_backoff_max_seconds,
    attempt_timeout_seconds: row.attempt_timeout_seconds,
    max_response_payload_kbs: row.max_response_payload_kbs,
    max_concurrent_deliveries: row.max_concurrent_deliveries,
    consecutive_failures: row.consecutive_failures,
    last_failure_at: row.last_failure_at ?? undefined,
    last_success_at: row.last_success_at ?? undefined,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

export function deliveryOf(row: DeliveryRow): Delivery {
  const { id, endpoint_id, job_id, request_id, event, attempts } = row;
  return { id, endpoint_id, job_id, request_id, event, attempts, facts: fromJson(row.facts) };
}
