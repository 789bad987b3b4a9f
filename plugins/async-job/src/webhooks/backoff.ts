/** When a message is sent again. */
import type { Settings } from "./model.ts";

type Knobs = Pick<Settings, "retry_backoff_initial_seconds" | "retry_backoff_max_seconds">;

/** In ms, after this many failed attempts; `chance` is at least 0 and below 1, `askedMs` is what the receiver asked for. */
export function backoffMs(knobs: Knobs, failed: number, chance: number, askedMs = 0): number {
  const most = knobs.retry_backoff_max_seconds * 1000;
  const doubled = knobs.retry_backoff_initial_seconds * 1000 * 2 ** (failed - 1);
  // A tenth more at most, so that what failed together does not come back together.
  const own = Math.min(most, doubled) * (1 + chance / 10);
  return Math.round(Math.min(most, Math.max(own, askedMs)));
}

/** Seconds or a date, as RFC 9110 writes it; undefined for what is neither. */
export function retryAfterMs(said: string | undefined, now: number): number | undefined {
  if (said === undefined) return undefined;
  if (/^\d{1,9}$/.test(said.trim())) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
