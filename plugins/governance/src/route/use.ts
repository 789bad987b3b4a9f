/** How much of its limits somebody has used, for routing. A momentary estimate: only a hold is binding. */
import type { Hold, Host, MaybePromise } from "@headgate/core";
import { counterKey } from "../directory/counter-key.ts";
import { soon } from "../budget/patience.ts";
import type { Level } from "../judge/level.ts";

/** Percent, of the fullest of several limits; 0 if there are none. */
export interface Use {
  readonly budget: number;
  readonly tokens: number;
  readonly requests: number;
}

export const unused: Use = { budget: 0, tokens: 0, requests: 0 };

/** In the order of the groups. One request to the store, or none if there are no limits. */
export type UseOf = (groups: readonly (readonly Level[])[]) => MaybePromise<readonly Use[]>;

interface Asked {
  readonly group: number;
  readonly kind: keyof Use;
  readonly max: number;
  readonly hold: Pick<Hold, "key" | "window">;
}

/** While the store is down, nothing counts as used: a call with a budget is refused later, when its hold fails. */
export function createUse({ clock, store, log }: Pick<Host, "clock" | "store" | "log">): UseOf {
  return (groups) => {
    const asked = groups.flatMap((levels, group) => levels.flatMap((level) => counters(level, group, clock.now())));
    if (asked.length === 0) return groups.map(() => unused);
    const read = (used: readonly number[]): readonly Use[] => groups.map((_levels, group) => fullest(asked, used, group));
    const guess = (err: unknown): readonly Use[] => {
      log.debug({ err }, "the store did not answer: routing as if nothing were used");
      return groups.map(() => unused);
    };
    try {
      const used = store.used(asked.map(({ hold }) => hold));
      return used instanceof Promise ? soon(used, clock).then(read, guess) : read(used);
    } catch (error) {
      return guess(error);
    }
  };
}

function counters({ budget, rate, requests, tokens }: Level, group: number, now: number): readonly Asked[] {
  const asked: Asked[] = [];
  if (budget) {
    const hold = { key: counterKey("budget", budget.of.id), window: budget.period(now) };
    asked.push({ group, kind: "budget", max: budget.max, hold });
  }
  for (const [kind, counted] of [["requests", requests] as const, ["tokens", tokens] as const]) {
    if (!rate || !counted) continue;
    asked.push({ group, kind, max: counted.max, hold: { key: counterKey(kind, rate.id), window: counted.period(now) } });
  }
  return asked;
}

function fullest(asked: readonly Asked[], used: readonly number[], wanted: number): Use {
  const percent = { ...unused } as Record<keyof Use, number>;
  for (const [i, { group, kind, max }] of asked.entries())
    if (group === wanted) percent[kind] = Math.max(percent[kind], max > 0 ? (100 * used[i]!) / max : 100);
  return percent;
}
