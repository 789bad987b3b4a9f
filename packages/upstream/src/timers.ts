/** The four timers of a call on one clock timer: only the nearest deadline is armed, and progress costs one assignment. */
import type { Clock } from "@headgate/core";
import type { Timeouts } from "./place.ts";

export type Timer = "headers" | "firstEvent" | "idle" | "total";

export class Timers {
  readonly clock: Clock;
  readonly limits: Timeouts;
  readonly startedAt: number;
  readonly expired: (timer: Timer) => void;
  phase: "headers" | "firstEvent" | "idle" | "whole" = "headers";
  lastAt: number;
  paused = false;
  armedFor: number = Infinity;
  readonly look: () => void = () => this.check();
  cancel: () => void = () => {};

  constructor(clock: Clock, limits: Timeouts, expired: (timer: Timer) => void) {
    this.clock = clock;
    this.limits = limits;
    this.expired = expired;
    this.startedAt = clock.now();
    this.lastAt = this.startedAt;
    this.arm(this.startedAt);
  }

  /** The headers of a stream have arrived: its first event is awaited. */
  streaming(): void {
    this.enter("firstEvent");
  }
  /** The headers of a whole answer have arrived: only the total still runs. */
  collecting(): void {
    this.enter("whole");
  }
  event(): void {
    this.lastAt = this.clock.now();
    if (this.phase === "firstEvent") this.enter("idle");
  }
  /** A reader that stalls is not a provider that is silent. */
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
    this.lastAt = this.clock.now();
  }
  stop(): void {
    this.cancel();
    this.cancel = () => {};
  }

  enter(phase: Timers["phase"]): void {
    this.phase = phase;
    this.lastAt = this.clock.now();
    // A timer that fires too early only checks again, which is cheaper than resetting it.
    if (this.nearest().at >= this.armedFor) return;
    this.cancel();
    this.arm(this.lastAt);
  }
  arm(now: number): void {
    this.armedFor = this.nearest().at;
    this.cancel = this.clock.after(Math.max(0, this.armedFor - now), this.look);
  }
  /** If there was progress since it was armed, it is armed again. */
  check(): void {
    const now = this.clock.now();
    if (this.paused) this.lastAt = now;
    const { timer, at } = this.nearest();
    if (now >= at) this.expired(timer);
    else this.arm(now);
  }
  nearest(): { timer: Timer; at: number } {
    const { headersMs, firstEventMs, idleMs, totalMs } = this.limits;
    const total = this.startedAt + totalMs;
    const { phase, lastAt } = this;
    const own = phase === "headers" ? headersMs : phase === "firstEvent" ? firstEventMs : phase === "idle" ? idleMs : Infinity;
    return phase === "whole" || lastAt + own >= total ? { timer: "total", at: total } : { timer: phase, at: lastAt + own };
  }
}
