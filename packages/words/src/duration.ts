/** Durations as people write them: in Go's syntax, such as `1h30m`, and with `d` and `w` for days and weeks. */

const second = 1000;
const day = 86_400 * second;
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: day,
  w: 7 * day,
};
const amount = String.raw`(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|[smhdw])`;
const duration = new RegExp(String.raw`^\+?(?:${amount})+$`);
const parts = new RegExp(amount, "g");
/** Nobody writes a longer one in good faith. */
const longest = 64;

/** Whole milliseconds, at least 1; undefined for anything else. The upper bound is the caller's. */
export function parseDuration(text: string): number | undefined {
  if (text.length > longest || !duration.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(parts)) ms += Number(count) * units[unit!]!;
  return ms >= 1 ? Math.floor(ms) : undefined;
}
