/** What the ledger's routes answer, for the API document; the tests check every real answer against it. */
import { z } from "zod";
import { tokenUnits } from "./row.ts";

const text = z.string().nullable();

/** For requests and calls alike. Null: not reported. */
const row = {
  id: z.string(),
  correlation_id: z.string().describe("The `x-request-id`; it may be the client's own."),
  time: z.iso.datetime().describe("When it started."),
  caller_id: text,
  caller_name: text,
  operation: z.string(),
  dialect: z.string(),
  stream: z.boolean(),
  provider: z.string(),
  model: z.string(),
  requested_model: z.string(),
  credential: text.describe("The name of the gateway's key."),
  credential_owner: z.enum(["gateway", "caller"]).nullable(),
  status: z.int(),
  ended: z.enum(["complete", "refused", "failed", "cut", "aborted", "discarded"]),
  error_code: text,
  error_by: text,
  units: z.record(z.string(), z.number()).nullable().describe("Tokens (input, output, …), seconds, images, pages."),
  estimated: z.boolean().nullable(),
  cost_nano: z.int().nullable().describe("Nano-dollars."),
  price_version: text,
  latency_ms: z.int(),
  first_event_ms: z.int().nullable(),
};
const page = { count: z.int().describe("On this page."), total_count: z.int(), limit: z.int(), offset: z.int() };

const request = z.strictObject({ ...row, attempts: z.int().describe("Calls that were sent to a provider.") });
const call = z.strictObject({
  ...row,
  request_id: text.describe("The id of its request's record."),
  attempt: z.int().describe("From 1."),
});

export const requestsAnswer: z.ZodType = z.strictObject({ requests: z.array(request), ...page });
export const callsAnswer: z.ZodType = z.strictObject({ calls: z.array(call), ...page });

const tokens = z.strictObject(Object.fromEntries(tokenUnits.map((unit) => [unit, z.number()])));
const sums = z.strictObject({
  caller: text.optional().describe("Present, like the three below, if `group_by` names it."),
  provider: z.string().optional(),
  model: z.string().optional(),
  day: z.iso.date().optional(),
  requests: z.int(),
  calls: z.int(),
  tokens,
  cost: z.number().describe("US dollars."),
});

export const summaryAnswer: z.ZodType = z.strictObject({ summary: z.array(sums) });
