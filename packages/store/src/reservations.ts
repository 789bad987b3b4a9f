/** All holds of a request or none, until they are settled or lapse. One synchronous step each, so nothing can come between. */
import type { Clock, Hold, Reservation } from "@headgate/core";
import type { Counters } from "./counters.ts";
import type { Count } from "./counts.ts";
import { createOpen } from "./open.ts";

export interface Reservations {
  reserve(id: string, holds: readonly Hold[], ttlMs: number): Reservation;
  renew(id: string, ttlMs: number): boolean;
  settle(id: string, actual: readonly number[]): void;
  /** Frees what has lapsed. */
  sweep(): void;
  clear(): void;
}

interface Reserved {
  readonly id: string;
  readonly holds: readonly Hold[];
  readonly counts: readonly Count[];
  readonly slots: readonly number[];
  readonly answer: Reservation;
  until: number;
}

export function createReservations(clock: Pick<Clock, "now">, counters: Counters): Reservations {
  const open = createOpen<Reserved>();
  /** Nothing lapses before this, so that a sweep is rare and needs no timer. */
  let earliest = Infinity;

  const sweep = (now: number): void => {
    if (now < earliest) return;
    earliest = Infinity;
    open.each((reserved) => {
      if (reserved.until > now) earliest = Math.min(earliest, reserved.until);
      else {
        open.delete(reserved.id);
        // Nobody will say what a window's amount became: it stays charged.
        release(reserved);
      }
    });
  };

  return {
    reserve(id, holds, ttlMs) {
      const now = clock.now();
      sweep(now);
      const before = open.get(id);
      if (before) return before.answer;
      // By index: an iterator of pairs for each request with a limit would cost more than the counting.
      const counts: Count[] = [];
      const slots: number[] = [];
      const remaining: number[] = [];
      for (let i = 0; i < holds.length; i++) {
        const hold = holds[i]!;
        const count = counters.find(hold, now);
        const used = count.used(now);
        if (used + hold.amount > hold.limit) {
          // A key may stand in several holds, so each was counted before the next was judged.
          for (let j = 0; j < i; j++) counts[j]!.settle(slots[j]!, holds[j]!.amount, 0);
          const room = hold.limit - hold.amount - (used - count.used(now));
          return { ok: false, hold: i, used, retryAfterMs: count.wait(now, room) };
        }
        const slot = count.slot(now);
        count.take(slot, hold.amount);
        counts.push(count);
        slots.push(slot);
      }
      for (let i = 0; i < holds.length; i++) remaining.push(holds[i]!.limit - counts[i]!.used(now));
      const answer: Reservation = { ok: true, remaining };
      open.add({ id, holds, counts, slots, answer, until: now + ttlMs });
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
      const reserved = open.delete(id);
      if (reserved) release(reserved, actual);
    },
    sweep: () => sweep(clock.now()),
    clear() {
      open.clear();
      earliest = Infinity;
    },
  };
}

/** Frees concurrency; corrects windows where the actual amount is known. */
function release({ holds, counts, slots }: Reserved, actual: readonly number[] = []): void {
  for (let i = 0; i < holds.length; i++) {
    const { amount } = holds[i]!;
    const used = actual[i];
    counts[i]!.settle(slots[i]!, amount, Number.isFinite(used) ? used! : amount);
  }
}
