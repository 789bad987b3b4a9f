/** All holds of a request or none, until they are settled or lapse. One synchronous step each, so nothing can come between. */
import type { Clock, Hold, Reservation } from "@headgate/core";
import type { Counters } from "./counters.ts";

export interface Reservations {
  reserve(id: string, holds: readonly Hold[], ttlMs: number): Reservation;
  renew(id: string, ttlMs: number): boolean;
  settle(id: string, actual: readonly number[]): void;
  clear(): void;
}

interface Reserved {
  readonly holds: readonly Hold[];
  readonly windows: readonly number[];
  readonly answer: Reservation;
  until: number;
}

export function createReservations(clock: Pick<Clock, "now">, counters: Counters): Reservations {
  const open = new Map<string, Reserved>();
  /** Nothing lapses before this, so that a sweep is rare and needs no timer. */
  let earliest = Infinity;

  const sweep = (now: number): void => {
    if (now < earliest) return;
    earliest = Infinity;
    for (const [id, reserved] of open) {
      if (reserved.until > now) earliest = Math.min(earliest, reserved.until);
      else {
        open.delete(id);
        // Nobody will say what a window's amount became: it stays charged.
        release(counters, reserved);
      }
    }
  };

  return {
    reserve(id, holds, ttlMs) {
      const now = clock.now();
      sweep(now);
      const before = open.get(id);
      if (before) return before.answer;
      const windows = holds.map((hold) => counters.window(hold, now));
      for (const [i, hold] of holds.entries()) {
        const used = counters.used(hold, windows[i]!);
        if (used + hold.amount > hold.limit) {
          // A key may stand in several holds, so each was counted before the next was judged.
          for (let j = 0; j < i; j++) counters.add(holds[j]!, windows[j]!, -holds[j]!.amount);
          return { ok: false, hold: i, used, retryAfterMs: untilNextWindow(hold, now) };
        }
        counters.add(hold, windows[i]!, hold.amount);
      }
      const remaining = holds.map((hold, i) => hold.limit - counters.used(hold, windows[i]!));
      const answer: Reservation = { ok: true, remaining };
      open.set(id, { holds, windows, answer, until: now + ttlMs });
      earliest = Math.min(earliest, now + ttlMs);
      return answer;
    },
    renew(id, ttlMs) {
      const now = clock.now();
      sweep(now);
      const reserved = open.get(id);
      if (!reserved) return false;
      reserved.until = Math.max(reserved.until, now + ttlMs);
      return true;
    },
    settle(id, actual) {
      sweep(clock.now());
      const reserved = open.get(id);
      if (!reserved) return;
      open.delete(id);
      release(counters, reserved, actual);
    },
    clear() {
      open.clear();
      earliest = Infinity;
    },
  };
}

/** Frees concurrency; corrects windows where the actual amount is known. */
function release(counters: Counters, { holds, windows }: Reserved, actual: readonly number[] = []): void {
  for (const [i, hold] of holds.entries()) {
    const correct = hold.windowMs === undefined ? 0 : (actual[i] ?? hold.amount);
    counters.add(hold, windows[i]!, correct - hold.amount);
  }
}

/** Undefined where waiting does not help: a slot frees when it frees, and what exceeds the whole limit never fits. */
function untilNextWindow({ windowMs, amount, limit }: Hold, now: number): number | undefined {
  if (windowMs === undefined || amount > limit) return undefined;
  return windowMs - (now % windowMs);
}
