/** A limit whose period changes keeps its usage: otherwise changing one word would make all of it available again. */
import type { Host } from "@headgate/core";
import { type Period, periodOf, type Recurrence } from "../durations.ts";

/** A limit before and after a write, and where it is counted. */
export interface Moved {
  readonly key: string;
  readonly before: Recurrence;
  readonly after: Recurrence;
}

export type UseHost = Pick<Host, "clock" | "store" | "random" | "log">;

/**
 * Carries the usage over into the new periods, unless it would have expired by now. What is held counts as used: a call that ends
 * later gives back only to the period in which it began. Never rejects: if the store is down, counting starts again.
 */
export async function keepUse(moved: readonly Moved[], { clock, store, random, log }: UseHost): Promise<void> {
  const now = clock.now();
  const periods = moved
    .map(({ key, before, after }) => ({ key, from: periodOf(before, now), to: periodOf(after, now) }))
    .filter(({ from, to }) => isAnother(from, to) && now < from.from + (to.until - to.from));
  if (periods.length === 0) return;
  try {
    const used = await store.used(periods.flatMap(({ key, from, to }) => [from, to].map((window) => ({ key, window }))));
    const holds = periods
      // Changing it back finds what was counted there before.
      .map(({ key, to }, i) => ({ key, window: to, amount: used[2 * i]! - used[2 * i + 1]!, limit: Number.MAX_SAFE_INTEGER }))
      .filter(({ amount }) => amount > 0);
    if (holds.length === 0) return;
    const id = random.uuid();
    await store.reserve(id, holds, 60_000);
    await store.settle(
      id,
      holds.map(({ amount }) => amount),
    );
  } catch (err) {
    log.warn({ err }, "the usage of a changed limit could not be kept: it starts again from zero");
  }
}

function isAnother(one: Period, other: Period): boolean {
  return one.from !== other.from || one.until !== other.until;
}
