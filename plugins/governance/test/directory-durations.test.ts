/** Durations and periods: tables of Bifrost's syntax, and the borders of the UTC calendar. */
import { describe, expect, test } from "vitest";
import { fitsCalendar, parseDuration, periodOf } from "../src/durations.ts";

const day = 86_400_000;

test.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["100ms", 100],
  ["1500us", 1],
  ["1d", day],
  ["1d12h", 36 * 3_600_000],
  ["2w", 14 * day],
  ["1M", 30 * day],
  ["1Y", 365 * day],
  ["100Y", 36_500 * day],
])("%s lasts %i ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  "",
  "1",
  "h",
  "0s",
  "0d",
  "-1h",
  " 1h",
  "1h ",
  "1M1d",
  "1.5M",
  "1q",
  "1Q",
  "999us",
  "101Y",
  "1e3s",
  "1h\n",
  "٣h",
  "9".repeat(70) + "s",
])("%j is no duration", (text) => expect(parseDuration(text)).toBeUndefined());

test.each([
  ["1d", true],
  ["3M", true],
  ["1Y", true],
  ["24h", false],
  ["1d12h", false],
  ["0M", false],
  ["", false],
])("%s has a place in the calendar: %s", (text, fits) => expect(fitsCalendar(text)).toBe(fits));

describe("along the calendar", () => {
  test.each([
    ["1d", "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-30"],
    ["1d", "2026-03-29T00:00:00Z", "2026-03-29", "2026-03-30"],
    ["1d", "2026-03-28T23:59:59.999Z", "2026-03-28", "2026-03-29"],
    // Clocks change in Europe on this day, not in UTC.
    ["1d", "2026-10-25T02:30:00Z", "2026-10-25", "2026-10-26"],
    ["1d", "2024-02-29T08:00:00Z", "2024-02-29", "2024-03-01"],
    // A Monday, and the Sunday before it.
    ["1w", "2026-01-05T00:00:00Z", "2026-01-05", "2026-01-12"],
    ["1w", "2026-01-04T23:59:59.999Z", "2025-12-29", "2026-01-05"],
    ["1M", "2024-02-29T23:00:00Z", "2024-02-01", "2024-03-01"],
    ["1M", "2026-02-28T23:59:59.999Z", "2026-02-01", "2026-03-01"],
    ["1M", "2026-12-31T23:59:59.999Z", "2026-12-01", "2027-01-01"],
    ["3M", "2026-05-17T00:00:00Z", "2026-04-01", "2026-07-01"],
    ["1Y", "2024-12-31T23:59:59.999Z", "2024-01-01", "2025-01-01"],
    ["1Y", "2000-02-29T00:00:00Z", "2000-01-01", "2001-01-01"],
    ["2Y", "2027-06-01T00:00:00Z", "2026-01-01", "2028-01-01"],
  ])("%s holds %s", (reset_duration, now, from, until) => {
    const period = periodOf(
      { reset_duration, calendar_aligned: true, created_at: Date.parse("2025-05-05T05:05:05Z") },
      Date.parse(now),
    );
    expect(period).toEqual({ from: Date.parse(from), until: Date.parse(until) });
  });
});

describe("rolling", () => {
  const created_at = Date.parse("2026-01-01T10:20:30Z");
  test.each([
    ["1h", 0, 0, 3_600_000],
    ["1h", 3_599_999, 0, 3_600_000],
    ["1h", 3_600_000, 3_600_000, 7_200_000],
    ["1M", 45 * day, 30 * day, 60 * day],
    ["1w", 8 * day, 7 * day, 14 * day],
    // A replica whose clock is behind.
    ["1h", -1, -3_600_000, 0],
  ])("%s, %i ms after it was made", (reset_duration, after, from, until) => {
    const period = periodOf({ reset_duration, calendar_aligned: false, created_at }, created_at + after);
    expect(period).toEqual({ from: created_at + from, until: created_at + until });
  });
});

test("every moment lies in exactly one period, and periods follow each other", () => {
  for (const reset_duration of ["1d", "1w", "1M", "5M", "1Y"]) {
    let now = Date.parse("2019-12-30T00:00:00Z");
    let { until } = periodOf({ reset_duration, calendar_aligned: true, created_at: 0 }, now);
    for (let i = 0; i < 60; i++) {
      now = until;
      const next = periodOf({ reset_duration, calendar_aligned: true, created_at: 0 }, now);
      expect(next.from).toBe(until);
      expect(periodOf({ reset_duration, calendar_aligned: true, created_at: 0 }, next.until - 1)).toEqual(next);
      until = next.until;
    }
  }
});

test("what is no duration is a bug of the caller", () => {
  expect(() => periodOf({ reset_duration: "soon", created_at: 0 }, 0)).toThrow(RangeError);
});
