/** A limit after a change: the change applied to what was there, and the result checked as a whole. */
import { fitsCalendar, parseDuration } from "../durations.ts";
import type { BudgetDraft, RateLimitDraft } from "./drafts.ts";
import { invalid } from "./refusals.ts";
import type { BudgetRow, RateLimitRow } from "./tables.ts";

export const nanoPerDollar = 1e9;
/** The most whole nano-dollars that a number holds exactly. */
const mostDollars = 9_000_000;

/** Undefined: the change removes it. `at` is the field that holds the change, for messages. */
export function budgetAfter(change: BudgetDraft | null, before: BudgetRow | undefined, at: string): BudgetValues | undefined {
  if (removes(change)) return undefined;
  const dollars = change!.max_limit ?? (before ? before.max_limit / nanoPerDollar : undefined);
  const reset_duration = duration(change!.reset_duration ?? before?.reset_duration, `${at}.reset_duration`);
  const calendar_aligned = change!.calendar_aligned ?? before?.calendar_aligned === 1;
  if (dollars === undefined) throw invalid(`${at}.max_limit`, "Budget max_limit is required");
  if (dollars < 0) throw invalid(`${at}.max_limit`, `Budget max_limit cannot be negative: ${dollars}`);
  if (dollars * nanoPerDollar < 1 || dollars > mostDollars) {
    throw invalid(`${at}.max_limit`, `Budget max_limit is ${dollars}; expected US dollars above 0 and up to ${mostDollars}`);
  }
  if (calendar_aligned && !fitsCalendar(reset_duration)) {
    const message = `Budget calendar_aligned needs a reset_duration in d, w, M or Y; found ${reset_duration}`;
    throw invalid(`${at}.calendar_aligned`, message);
  }
  return { max_limit: Math.round(dollars * nanoPerDollar), reset_duration, calendar_aligned: calendar_aligned ? 1 : 0 };
}

/** Undefined: nothing is limited any longer. */
export function rateLimitAfter(
  change: RateLimitDraft | null,
  before: RateLimitRow | undefined,
  at: string,
): RateLimitValues | undefined {
  if (removes(change)) return undefined;
  const tokens = quotaAfter("token", change!, before, at);
  const requests = quotaAfter("request", change!, before, at);
  if (!tokens && !requests) return undefined;
  return {
    token_max_limit: tokens?.max ?? null,
    token_reset_duration: tokens?.every ?? null,
    request_max_limit: requests?.max ?? null,
    request_reset_duration: requests?.every ?? null,
  };
}

export type BudgetValues = Omit<BudgetRow, "id" | "created_at">;
export type RateLimitValues = Omit<RateLimitRow, "id" | "created_at">;

/** A reset duration means nothing without its limit, so removing either removes both. */
function quotaAfter(
  kind: "token" | "request",
  change: RateLimitDraft,
  before: RateLimitRow | undefined,
  at: string,
): { readonly max: number; readonly every: string } | undefined {
  const [maxField, everyField] = [`${kind}_max_limit`, `${kind}_reset_duration`] as const;
  const max = change[maxField] === undefined ? before?.[maxField] : change[maxField];
  const every = change[everyField] === undefined ? before?.[everyField] : change[everyField];
  if (max === null || max === undefined) {
    if (change[everyField] && change[maxField] === undefined) {
      throw invalid(`${at}.${maxField}`, `${maxField} is required if ${everyField} is given`);
    }
    return undefined;
  }
  if (!Number.isSafeInteger(max) || max <= 0) {
    throw invalid(`${at}.${maxField}`, `${maxField} is ${max}; expected a whole number above 0`);
  }
  return { max, every: duration(every, `${at}.${everyField}`) };
}

function duration(text: string | null | undefined, param: string): string {
  if (text === null || text === undefined) throw invalid(param, `${param} is required, such as 1h, 1d or 1M`);
  if (parseDuration(text) === undefined)
    throw invalid(param, `Invalid reset duration format: ${text} (expected for example 30s, 1h30m, 1d, 1w, 1M or 1Y)`);
  return text;
}

/** null and {} remove. */
function removes(change: object | null): boolean {
  return change === null || Object.values(change).every((value) => value === undefined);
}
