/** What the routes about webhooks answer, for the API document; the tests hold every real answer against it. */
import { z } from "zod";
import { redacted } from "./headers.ts";
import { type Attempt, type Endpoint, events, outcomes } from "./model.ts";

const time = z.iso.datetime();
const count = z.int();

const endpoint = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(events)),
    headers: z.record(z.string(), z.strictObject({ value: z.literal(redacted) })),
    include_response: z.boolean(),
    allow_private_network: z.boolean(),
    disabled: z.boolean(),
    max_retries: count,
    retry_backoff_initial_seconds: count,
    retry_backoff_max_seconds: count,
    attempt_timeout_seconds: count,
    max_response_payload_kbs: count,
    max_concurrent_deliveries: count,
    consecutive_failures: count.describe("Attempts that failed since the last one that did not."),
    last_failure_at: time.optional(),
    last_success_at: time.optional(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "WebhookEndpoint" });

const delivery = z
  .strictObject({
    id: z.string().describe("Of this attempt."),
    webhook_id: z.string().describe("The webhook-id header: the same for every attempt."),
    endpoint_id: z.string(),
    event: z.enum(events),
    attempt_no: count.describe("From 1; from 1 again when it was redelivered."),
    outcome: z.enum(outcomes),
    status_code: count.optional().describe("Of the receiver's answer; absent where none came."),
    error: z.string().optional(),
    async_job_id: z.string(),
    request_id: z.string(),
    created_at: time.describe("When the attempt was over."),
  })
  .meta({ id: "WebhookDelivery" });

const warnings = z.array(z.string()).optional().describe("What was sent and ignored.");
const secret = z.string().describe("whsec_ and the signing key in base64: shown now and never again.");

export const createdAnswer: z.ZodType = z.strictObject({ endpoint, secret, warnings });
export const endpointAnswer: z.ZodType = z.strictObject({ endpoint, warnings });
export const endpointsAnswer: z.ZodType = z.strictObject({
  endpoints: z.array(endpoint),
  count: count.describe("On this page."),
  total_count: count,
  limit: count,
  offset: count,
});
export const doneAnswer: z.ZodType = z.strictObject({ message: z.string() });
export const secretAnswer: z.ZodType = z.strictObject({ secret });
export const testAnswer: z.ZodType = z.strictObject({
  delivered: z.boolean(),
  receiver_status_code: count.optional(),
  error: z.string().optional().describe("Why not."),
  warnings,
});
export const deliveriesAnswer: z.ZodType = z.strictObject({
  deliveries: z.array(delivery),
  pagination: z.strictObject({ total_count: count, limit: count, offset: count }),
});
export const redeliverAnswer: z.ZodType = z.strictObject({ message: z.string(), webhook_id: z.string() });

export function endpointView({
  header_names,
  last_failure_at,
  last_success_at,
  created_at,
  updated_at,
  ...same
}: Endpoint): object {
  return {
    ...same,
    headers: Object.fromEntries(header_names.map((name) => [name, { value: redacted }])),
    ...(last_failure_at !== undefined && { last_failure_at: timeOf(last_failure_at) }),
    ...(last_success_at !== undefined && { last_success_at: timeOf(last_success_at) }),
    created_at: timeOf(created_at),
    updated_at: timeOf(updated_at),
  };
}

export function attemptView({
  id,
  delivery: { id: webhook_id, endpoint_id, event, job_id, request_id },
  at,
  ...same
}: Attempt): object {
  const { attempt_no, outcome, status_code, error } = same;
  const what = { id, webhook_id, endpoint_id, event, attempt_no, outcome, status_code, error };
  return { ...what, async_job_id: job_id, request_id, created_at: timeOf(at) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
