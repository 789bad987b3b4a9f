/** Somebody or something whose limits apply to a call, with the period in which each limit counts. */
import { periodOf, type Period, type Recurrence } from "../durations.ts";
import type { Budget, Limited, RateLimit } from "../model.ts";

export interface Level {
  /** As messages name it: `VK`, `team`, `provider openai`. */
  readonly owner: string;
  /** What its refusal stops. */
  readonly scope: "request" | "target";
  readonly budget?: Counted<Budget> | undefined;
  readonly rate?: RateLimit | undefined;
  readonly requests?: Counted<string> | undefined;
  readonly tokens?: Counted<string> | undefined;
}

export interface Counted<T> {
  readonly of: T;
  readonly max: number;
  period(now: number): Period;
}

/** Undefined if there is nothing to limit. */
export function levelOf(owner: string, scope: Level["scope"], limited: Limited | undefined): Level | undefined {
  const { budget, rate_limit: rate } = limited ?? {};
  if (!budget && !rate) return undefined;
  const { request_max_limit, request_reset_duration, token_max_limit, token_reset_duration, created_at = 0 } = rate ?? {};
  return {
    owner,
    scope,
    budget: budget && { of: budget, max: Math.round(budget.max_limit * 1e9), period: remembered(budget) },
    rate,
    requests: quota(request_max_limit, request_reset_duration, created_at),
    tokens: quota(token_max_limit, token_reset_duration, created_at),
  };
}

function quota(max: number | undefined, every: string | undefined, created_at: number): Counted<string> | undefined {
  if (max === undefined || every === undefined) return undefined;
  return { of: every, max, period: remembered({ reset_duration: every, created_at }) };
}

/** Computed again only when the last one is over. */
function remembered(recurrence: Recurrence): (now: number) => Period {
  let last: Period = { from: Infinity, until: Infinity };
  return (now) => (now >= last.from && now < last.until ? last : (last = periodOf(recurrence, now)));
}
