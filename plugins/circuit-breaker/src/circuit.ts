/** The state of one target: closed while it answers, open while it is spared, half-open while a few probes find out. */
import type { CircuitBreakerConfig } from "./options.ts";
import { RollingWindow } from "./window.ts";

export type State = "closed" | "open" | "half-open";

/** Held by a pass that a circuit with a history let through. */
export interface Ticket {
  readonly circuit: Circuit;
  readonly startedAt: number;
  epoch: number;
}

export class Circuit {
  declare readonly config: CircuitBreakerConfig;
  declare readonly moved: (from: State, to: State) => void;
  declare readonly window: RollingWindow;
  state: State = "closed";
  /** Rises each time it opens or closes: a pass that began before says nothing about now. */
  epoch = 0;
  /** When the next probe may go. */
  until = 0;
  probing: Ticket[] = [];
  /** What opened it and keeps it open: failures, and the passes they are counted from. */
  failures = 0;
  passes = 0;

  constructor(config: CircuitBreakerConfig, moved: (from: State, to: State) => void) {
    this.config = config;
    this.moved = moved;
    this.window = new RollingWindow(config.windowMs);
  }

  /** Whether a pass may go now; it then takes its ticket at once. */
  admits(now: number): boolean {
    if (this.state === "closed") return true;
    if (this.state === "open") {
      if (now < this.until) return false;
      this.become("half-open");
    }
    // A probe that hangs loses its place, but its result still counts when it comes.
    this.probing = this.probing.filter(({ startedAt }) => now - startedAt < this.config.openMs);
    return this.probing.length < this.config.probes;
  }
  /** None while the circuit has never opened: most passes cost no object. */
  ticket(now: number): Ticket | undefined {
    if (this.epoch === 0) return undefined;
    const ticket: Ticket = { circuit: this, startedAt: now, epoch: this.epoch };
    if (this.state === "half-open") this.probing.push(ticket);
    return ticket;
  }
  /** The pass has ended; for a probe that had nothing to say, the next request probes. */
  release(ticket: Ticket): void {
    if (this.probing.includes(ticket)) this.probing = this.probing.filter((other) => other !== ticket);
  }

  /** One pass has shown whether the target works. */
  saw(failed: boolean, now: number, ticket: Ticket | undefined): void {
    if (this.isStale(ticket)) return;
    if (this.state === "half-open") {
      if (failed) this.open(now, this.failures + 1, this.passes + 1);
      else this.close(ticket);
      return;
    }
    this.window.add(now, failed);
    if (failed) this.judge(now);
  }
  /** A pass that was counted as a success at `countedAt` broke off midway. */
  sawCut(now: number, countedAt: number, ticket: Ticket | undefined): void {
    if (this.isStale(ticket)) return;
    this.window.spoil(now, countedAt);
    this.judge(now);
  }

  isStale(ticket: Ticket | undefined): boolean {
    return (ticket?.epoch ?? 0) !== this.epoch;
  }
  judge(now: number): void {
    const { failures, passes } = this.window;
    if (failures >= this.config.failures && failures >= passes * this.config.ratio) this.open(now, failures, passes);
  }
  open(now: number, failures: number, passes: number): void {
    this.until = now + this.config.openMs;
    this.failures = failures;
    this.passes = passes;
    this.turnOver("open");
  }
  close(ticket: Ticket | undefined): void {
    this.window.clear();
    this.turnOver("closed");
    // Its answer may still break off, and belongs to the new period.
    if (ticket) ticket.epoch = this.epoch;
  }
  turnOver(to: State): void {
    this.epoch += 1;
    this.become(to);
  }
  become(to: State): void {
    const from = this.state;
    this.state = to;
    this.moved(from, to);
  }
}
