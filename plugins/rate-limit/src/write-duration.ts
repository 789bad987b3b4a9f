/** How long until a limit is free again, as OpenAI's headers say it. */

const second = 1000;

/** `20ms`, `1s`, `6m0s`, `24h0m0s`, as in `x-ratelimit-reset-*`; never sooner than it is. */
export function writeDuration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.ceil(ms))}ms`;
  const all = Math.ceil(ms / second);
  if (all !== last) [last, lastText] = [all, inSeconds(all)];
  return lastText;
}

/** Most requests within a second get the same text. */
let last = 0;
let lastText = "0s";

function inSeconds(all: number): string {
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}
