/** The parts that a sliding window is counted in, the same for every driver. */

const parts = 20;

/** Whole milliseconds, so that the arithmetic is exact: a twentieth of the window, at least 1. */
export function bucketMsOf(windowMs: number): number {
  return Math.max(1, Math.ceil(windowMs / parts));
}
