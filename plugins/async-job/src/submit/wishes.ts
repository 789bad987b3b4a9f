/** What a submit asks for in its headers. */
import { type Exchange, isRefusal, type Refusal } from "@headgate/core";
import { badHeader } from "./refusals.ts";

export interface Wishes {
  readonly ttlMs: number;
  /** A valid ttl was asked for. */
  readonly ttlAsked: boolean;
  readonly priority: number;
  readonly idempotencyKey: string | undefined;
  /** Name of an endpoint. */
  readonly webhook: string | undefined;
}

export function wishesOf({ headers }: Exchange, resultTtlSeconds: number): Wishes | Refusal {
  const idempotencyKey = headers["idempotency-key"];
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey))
    return badHeader("idempotency-key", idempotencyKey, "1 to 255 visible ASCII characters");
  const priority = priorityOf(headers["x-bf-async-priority"]);
  if (isRefusal(priority)) return priority;
  const webhook = headers["x-bf-async-webhook"] || undefined;
  return { ...ttlOf(headers["x-bf-async-job-result-ttl"], resultTtlSeconds), priority, idempotencyKey, webhook };
}

/** As Bifrost reads it: what is not a number counts as absent, and 0 is an hour whatever the config says. */
function ttlOf(said: string | undefined, otherwise: number): Pick<Wishes, "ttlMs" | "ttlAsked"> {
  const seconds = said !== undefined && /^\d{1,9}$/.test(said.trim()) ? Number(said) : undefined;
  if (seconds === undefined) return { ttlMs: otherwise * 1000, ttlAsked: false };
  return seconds === 0 ? { ttlMs: 3_600_000, ttlAsked: false } : { ttlMs: seconds * 1000, ttlAsked: true };
}

function priorityOf(said: string | undefined): number | Refusal {
  if (said === undefined) return 0;
  const priority = /^-?\d{1,2}$/.test(said.trim()) ? Number(said) : NaN;
  return Math.abs(priority) <= 10 ? priority : badHeader("x-bf-async-priority", said, "a whole number from -10 to 10");
}
