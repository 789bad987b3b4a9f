/** An entry as it is stored: a flat row, the same for both databases and the log. */
import { toFlag, toJson } from "@headgate/db";
import type { Entry } from "./entry.ts";
import { optional, Recurring, text } from "./text.ts";

/** What requests and calls have in common. Null: not reported; an explicit zero stays a zero. */
export interface Row {
  id: string;
  /** The `x-request-id`, for the log; it may be the client's own. */
  correlation_id: string;
  /** Epoch ms of its start. */
  time: number;
  caller_id: string | null;
  caller_name: string | null;
  operation: string;
  dialect: string;
  /** 1 or 0. */
  stream: number;
  provider: string;
  model: string;
  requested_model: string;
  credential: string | null;
  credential_owner: string | null;
  status: number;
  ended: string;
  error_code: string | null;
  error_by: string | null;
  input: number | null;
  output: number | null;
  cache_read: number | null;
  cache_write: number | null;
  reasoning: number | null;
  /** JSON of all units without a column: seconds, images, pages. */
  other_units: string | null;
  /** 1 or 0; null without units. */
  estimated: number | null;
  cost_nano: number | null;
  price_version: string | null;
  latency_ms: number;
  first_event_ms: number | null;
}

export interface RequestRow extends Row {
  /** Calls that were sent to a provider. */
  attempts: number;
}

export interface CallRow extends Row {
  /** Null for a call that belongs to no recorded request. */
  request_id: string | null;
  /** From 1. */
  attempt: number;
}

/** The units that have a column of their own. */
export const tokenUnits = ["input", "output", "cache_read", "cache_write", "reasoning"] as const;

export function requestRow(entry: Entry): RequestRow {
  // Assigned, not spread: a copy costs as much as the row.
  return Object.assign(rowOf(entry), { attempts: entry.attempt });
}

export function callRow(entry: Entry): CallRow {
  return Object.assign(rowOf(entry), { request_id: entry.request ?? null, attempt: entry.attempt });
}

function rowOf(entry: Entry): Row {
  const units = entry.usage?.units;
  return {
    id: entry.id,
    correlation_id: text(entry.correlation),
    time: entry.time,
    caller_id: same.callerId.optional(entry.callerId),
    caller_name: same.callerName.optional(entry.callerName),
    operation: same.operation.text(entry.operation),
    dialect: same.dialect.text(entry.dialect),
    stream: toFlag(entry.stream),
    provider: same.provider.text(entry.provider),
    model: same.model.text(entry.model),
    requested_model: same.requested.text(entry.requested ?? ""),
    credential: same.credential.optional(entry.credential),
    credential_owner: entry.owner ?? null,
    status: entry.status,
    ended: entry.ended ?? "",
    error_code: optional(entry.errorCode),
    error_by: optional(entry.errorBy),
    input: count(units?.["input"]),
    output: count(units?.["output"]),
    cache_read: count(units?.["cache_read"]),
    cache_write: count(units?.["cache_write"]),
    reasoning: count(units?.["reasoning"]),
    other_units: units ? otherUnits(units) : null,
    estimated: entry.usage ? toFlag(entry.usage.estimated) : null,
    cost_nano: count(entry.cost),
    price_version: same.prices.optional(entry.prices),
    latency_ms: Math.round(entry.latency),
    first_event_ms: entry.firstEvent === undefined ? null : Math.round(entry.firstEvent),
  };
}

const same = {
  callerId: new Recurring(),
  callerName: new Recurring(),
  operation: new Recurring(),
  dialect: new Recurring(),
  provider: new Recurring(),
  model: new Recurring(),
  requested: new Recurring(),
  credential: new Recurring(),
  prices: new Recurring(),
};

function count(units: number | undefined): number | null {
  if (units === undefined) return null;
  const whole = Math.round(units);
  return Number.isSafeInteger(whole) ? whole : null;
}

function otherUnits(units: Readonly<Record<string, number>>): string | null {
  let others: Record<string, number> | undefined;
  for (const unit in units) if (!(tokenUnits as readonly string[]).includes(unit)) (others ??= {})[unit] = units[unit]!;
  return others ? toJson(others) : null;
}
