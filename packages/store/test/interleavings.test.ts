/** At no interleaving of reserve, renew, settle and time does a limit admit more than it says. */
import type { Window } from "@headgate/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/index.ts";
import { manualClock } from "./manual-clock.ts";

const limit = 5;
const ms = 100;
/** What a sliding window may weigh longer. */
const bucketMs = 5;
const ttlMs = 70;

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("reserve" as const), amount: fc.integer({ min: 0, max: 6 }), other: fc.boolean() }),
    fc.record({ do: fc.constant("settle" as const), which: fc.nat(30), part: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ do: fc.constant("renew" as const), which: fc.nat(30) }),
    fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 120 }) }),
  ),
  { maxLength: 80 },
);

interface Charged {
  amount: number;
  readonly at: number;
  until: number;
  settled: boolean;
}

/** Whether it counts at this moment: at the least, and at the most. Where both are the same, the limit is exact. */
type InForce = (it: Charged, now: number) => readonly [least: boolean, most: boolean];

const same = (both: boolean): readonly [boolean, boolean] => [both, both];
const inFixed: InForce = ({ at }, now) => same(Math.floor(at / ms) === Math.floor(now / ms));
const inSliding: InForce = ({ at }, now) => [at > now - ms, at > now - ms - bucketMs];
const isHeld: InForce = ({ settled, until }, now) => same(!settled && until > now);

describe("limits", () => {
  it.each<[string, Window | undefined, InForce]>([
    ["a fixed window", { ms }, inFixed],
    ["a sliding window", { ms, sliding: true }, inSliding],
    ["a period", { from: 0, until: 5000 }, () => same(true)],
    ["concurrency", undefined, isHeld],
  ])("are never exceeded: %s", (_, window, inForce) => {
    const out = fc.check(
      fc.property(steps, (list) => {
        const clock = manualClock(1000);
        const store = createMemoryStore({ clock, maxEntries: 1000 });
        /** The plain account of the same story: what is charged, since when, and until when it can still be corrected. */
        const account: Charged[] = [];
        const charged = (bound: 0 | 1): number =>
          account.filter((it) => inForce(it, clock.now())[bound]).reduce((sum, { amount }) => sum + amount, 0);
        for (const step of list) {
          const now = clock.now();
          if (step.do === "advance") void clock.advance(step.ms);
          if (step.do === "reserve") {
            const hold = { key: "k", amount: step.amount, limit, window };
            const holds = step.other ? [{ key: `other${account.length}`, amount: 1, limit: 1 }, hold] : [hold];
            const { ok } = store.reserve(`r${account.length}`, holds, ttlMs);
            if (ok ? charged(0) + step.amount > limit : charged(1) + step.amount <= limit) return false;
            const amount = ok ? step.amount : 0;
            account.push({ amount, at: now, until: now + ttlMs, settled: amount === 0 });
          }
          const it = "which" in step ? account[step.which] : undefined;
          const open = it && !it.settled && it.until > now;
          if (step.do === "renew" && open) {
            store.renew(`r${step.which}`, ttlMs);
            it.until = now + ttlMs;
          }
          if (step.do === "settle" && it) {
            const actual = Math.floor((it.amount * step.part) / 4);
            store.settle(`r${step.which}`, [actual, actual]);
            if (open && window !== undefined) it.amount = actual;
            if (open) it.settled = true;
          }
          if (charged(0) > limit) return false;
          const [used = 0] = store.used([{ key: "k", window }]);
          if (used < charged(0) || used > charged(1)) return false;
        }
        return true;
      }),
      { numRuns: 300 },
    );
    expect(out.counterexample).toBeNull();
  });
});
