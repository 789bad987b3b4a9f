/** When a key expires, computed from its lifetime. */

const hourMs = 3_600_000;
const units: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };
const longestMs = 100 * 365 * 24 * hourMs;

/** Epoch ms of `12h`, `90d` or `52w` after `now`. */
export function expiryAfter(now: number, text: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([hdw])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? Number.NaN);
  if (ms > 0 && ms <= longestMs) return now + ms;
  throw new Error(
    `--expires is ${JSON.stringify(text)}; expected hours, days or weeks, such as 12h, 90d or 52w, and 100 years at most`,
  );
}
