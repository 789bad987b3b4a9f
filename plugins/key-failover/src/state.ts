/** The meaning of the one number stored for a key: merged by max, so that no cooldown is shortened and no permanent mark is lost. */

/** Derived from the current time on each read, so that a key recovers by itself. */
export type KeyState = "valid" | "temporary" | "permanent";

/** Larger than any time in milliseconds, yet a safe integer with one added to it. */
const permanentFrom = 4e15;

/** A year: longer than anybody leaves a rejected key in a config. */
export const permanentTtlMs = 31_536_000_000;

export function permanentMark(at: number): number {
  return permanentFrom + at;
}

/** 0 when nothing is stored. */
export function markOf(stored: string | undefined): number {
  return stored === undefined ? 0 : Number(stored);
}

/** At exactly its deadline a key is valid again. */
export function stateOf(mark: number, now: number): KeyState {
  return mark >= permanentFrom ? "permanent" : now < mark ? "temporary" : "valid";
}

/** Whether a permanent mark is so old that the key may be tried again. */
export function isHalfOpen(mark: number, now: number, afterMs: number | undefined): boolean {
  return afterMs !== undefined && mark >= permanentFrom && now >= mark - permanentFrom + afterMs;
}
