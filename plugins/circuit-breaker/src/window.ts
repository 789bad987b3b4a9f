/** Recent passes and failures, in ten slices of fixed memory: the oldest slice is dropped when a new one begins. */

const slices = 10;

export class RollingWindow {
  declare readonly windowMs: number;
  passes = 0;
  failures = 0;
  /** For each slice: passes, then failures. */
  readonly counts: Uint32Array = new Uint32Array(slices * 2);
  /** The current slice, counted from the epoch. */
  slice = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  add(now: number, failed: boolean): void {
    const at = this.turn(now);
    this.count(at, 1, failed ? 1 : 0);
  }
  /** A pass that was counted as a success at that time was not one. */
  spoil(now: number, countedAt: number): void {
    const at = this.turn(now);
    const gone = now - countedAt >= this.windowMs || this.failures >= this.passes;
    this.count(at, gone ? 1 : 0, 1);
  }
  clear(): void {
    this.passes = this.failures = 0;
    this.counts.fill(0);
  }

  count(at: number, passes: number, failures: number): void {
    this.passes += passes;
    this.failures += failures;
    this.counts[at]! += passes;
    this.counts[at + 1]! += failures;
  }
  /** Drops what is too old to count; returns the position of the current slice. */
  turn(now: number): number {
    const slice = Math.floor((now * slices) / this.windowMs);
    const past = Math.min(slices, slice - this.slice);
    for (let back = 0; back < past; back++) {
      const at = ((slice - back) % slices) * 2;
      this.count(at, -this.counts[at]!, -this.counts[at + 1]!);
    }
    this.slice = slice;
    return (slice % slices) * 2;
  }
}
