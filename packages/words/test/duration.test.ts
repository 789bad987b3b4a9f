/** What every duration in a config, a header or a request body may look like. */
import { parseDuration } from "@headgate/words";
import { expect, test } from "vitest";

const day = 86_400_000;

test.each([
  ["250ms", 250],
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  [".5h", 1_800_000],
  ["1.s", 1000],
  ["+2m", 120_000],
  ["1500us", 1],
  ["1500\u00b5s", 1],
  ["1500\u03bcs", 1],
  ["2000000ns", 2],
  ["1d", day],
  ["1d12h", 1.5 * day],
  ["2w", 14 * day],
  ["1w1d", 8 * day],
  ["2000d", 2000 * day],
])("%s lasts %s ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  "",
  "1",
  "h",
  ".h",
  "0s",
  "0d",
  "999us",
  "-1h",
  "1h-30m",
  "++1h",
  " 1h",
  "1h ",
  "1h\n",
  "5 m",
  "1h, 2m",
  "1M",
  "1Y",
  "1q",
  "1e3s",
  "0x1s",
  "Infinity",
  "٣h",
  `${"9".repeat(70)}s`,
  "1s".repeat(10_000),
])("%j is not a duration", (text) => expect(parseDuration(text)).toBeUndefined());
