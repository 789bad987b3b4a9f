/** How long a limit counts before it begins anew: Bifrost's durations, as rolling windows or along the UTC calendar. */
import { parseDuration as parsePlain } from "@headgate/words";

/** What a period is counted by; a `Budget` is one. */
export interface Recurrence {
  readonly reset_duration: string;
  /** By calendar days, weeks from Monday, months or years, instead of from `created_at`. */
  readonly calendar_aligned?: boolean | undefined;
  /** Epoch ms. */
  readonly created_at: number;
}

/** Epoch ms; `until` is the first moment after it. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

const day = 86_400_000;
/** 1970 began on a Thursday. */
const firstMonday = 4 * day;
const longestMs = 100 * 365 * day;

/** What the calendar can count by; of these, months of 30 and years of 365 days are durations only here. */
const calendar = /^(\d+)([dwMY])$/;
const daysOf: Readonly<Record<string, number>> = { M: 30, Y: 365 };

/** Milliseconds of `30s 1h30m 1d12h 1w 1M 1Y`; undefined for what is not a duration, is under 1 ms or above 100 years. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ""] = calendar.exec(text) ?? [];
  const days = daysOf[unit];
  const ms = days === undefined ? parsePlain(text) : Number(count) * days * day;
  return ms !== undefined && ms >= 1 && ms <= longestMs ? ms : undefined;
}

/** Only whole days, weeks, months and years have a place in the calendar. */
export function fitsCalendar(text: string): boolean {
  return calendar.test(text) && parseDuration(text) !== undefined;
}

/** The period that `now` lies in. Several calendar units at a time are counted so that 3M are quarters. */
export function periodOf({ reset_duration, calendar_aligned, created_at }: Recurrence, now: number): Period {
  const ms = parseDuration(reset_duration);
  if (ms === undefined) throw new RangeError(`${JSON.stringify(reset_duration)} is not a duration`);
  const [, count, unit] = calendar_aligned ? (calendar.exec(reset_duration) ?? []) : [];
  if (unit === "M") return months(Number(count), now);
  if (unit === "Y") return months(12 * Number(count), now);
  return rolling(unit === "d" ? 0 : unit === "w" ? firstMonday : created_at, ms, now);
}

function rolling(start: number, ms: number, now: number): Period {
  const from = start + Math.floor((now - start) / ms) * ms;
  return { from, until: from + ms };
}

/** Counted from the year 0, so that quarters, halves and decades begin where people expect it. */
function months(count: number, now: number): Period {
  const date = new Date(now);
  const first = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count) * count;
  return { from: monthStart(first), until: monthStart(first + count) };
}

/** Not Date.UTC, which takes the years 0 to 99 for the twentieth century. */
function monthStart(month: number): number {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1);
}
