/** Limits as Bifrost shows them, with what is used of them: money in dollars, null while the store does not answer. */
import { counterKey } from "../directory/counter-key.ts";
import { nanoPerDollar } from "../directory/limit-values.ts";
import type { Budget, Limited, RateLimit } from "../model.ts";
import { budgetPeriod, quotaPeriod, type Usage } from "./usage.ts";

export type View = Readonly<Record<string, unknown>>;

export function budgetView({ id, max_limit, reset_duration, calendar_aligned, ...budget }: Budget, usage: Usage): View {
  const { from } = budgetPeriod({ id, max_limit, reset_duration, calendar_aligned, ...budget }, usage.now);
  const used = usage.of(counterKey("budget", id));
  const current_usage = used === null ? null : used / nanoPerDollar;
  return { id, max_limit, reset_duration, calendar_aligned, last_reset: time(from), current_usage };
}

export function rateLimitView(limit: RateLimit, usage: Usage): View {
  const { id, token_max_limit, token_reset_duration, request_max_limit, request_reset_duration } = limit;
  const quota = (kind: "token" | "request"): View => {
    const period = quotaPeriod(limit, kind, usage.now);
    const current = period ? usage.of(counterKey(`${kind}s`, id)) : 0;
    return { [`${kind}_current_usage`]: current, [`${kind}_last_reset`]: time(period?.from ?? limit.created_at) };
  };
  return {
    id,
    token_max_limit,
    token_reset_duration,
    ...quota("token"),
    request_max_limit,
    request_reset_duration,
    ...quota("request"),
  };
}

export function limitsView({ budget, rate_limit }: Limited, usage: Usage): View {
  return {
    budget_id: budget?.id,
    rate_limit_id: rate_limit?.id,
    budget: budget && budgetView(budget, usage),
    rate_limit: rate_limit && rateLimitView(rate_limit, usage),
  };
}

export function time(ms: number): string {
  return new Date(ms).toISOString();
}
