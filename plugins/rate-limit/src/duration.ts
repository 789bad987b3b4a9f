/** Lengths of time as people write them: `1h30m` in a config, `6m0s` in a header. */

const second = 1000;
const day = 86_400 * second;
const units: Readonly<Record<string, number>> = { ms: 1, s: second, m: 60 * second, h: 3600 * second, d: day, w: 7 * day };
const longestMs = 366 * day;

/** Milliseconds; undefined for what is no duration, for nothing at all and for more than a year. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 64 || !/^(?:\d+(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) ms += Number(count) * units[unit!]!;
  return ms >= 1 && ms <= longestMs ? ms : undefined;
}

/** As OpenAI's `x-ratelimit-reset-*` say it: `20ms`, `1s`, `6m0s`, `24h0m0s`; never sooner than it is. */
export function writeDuration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.ceil(ms))}ms`;
  const all = Math.ceil(ms / second);
  if (all !== last) [last, lastText] = [all, inSeconds(all)];
  return lastText;
}

/** Most requests of a second hear the same. */
let last = 0;
let lastText = "0s";

function inSeconds(all: number): string {
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}
