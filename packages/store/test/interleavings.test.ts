/** At no interleaving of reserve, renew, settle and time does a limit admit more than it says. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../src/index.ts";
import { handClock } from "./hand-clock.ts";

const limit = 5;
const windowMs = 100;
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

describe("limits", () => {
  it.each([
    ["a window", windowMs],
    ["concurrency", undefined],
  ])("are never exceeded: %s", (_, window) => {
    const out = fc.check(
      fc.property(steps, (list) => {
        const clock = handClock(1000);
        const store = createMemoryStore({ clock, maxEntries: 1000 });
        /** The plain account of the same story: what is charged, where, and until when it can still be corrected. */
        const account: { amount: number; window: number; until: number; settled: boolean }[] = [];
        const inForce = (): number =>
          account
            .filter((it) =>
              window === undefined ? !it.settled && it.until > clock.now() : it.window === Math.floor(clock.now() / window),
            )
            .reduce((sum, { amount }) => sum + amount, 0);
        for (const step of list) {
          const now = clock.now();
          if (step.do === "advance") void clock.advance(step.ms);
          if (step.do === "reserve") {
            const hold = { key: "k", amount: step.amount, limit, windowMs: window };
            const holds = step.other ? [{ key: `other${account.length}`, amount: 1, limit: 1 }, hold] : [hold];
            const answer = store.reserve(`r${account.length}`, holds, ttlMs);
            const { ok } = answer;
            if (ok !== inForce() + step.amount <= limit) return false;
            const at = window === undefined ? 0 : Math.floor(now / window);
            const amount = ok ? step.amount : 0;
            account.push({ amount, window: at, until: now + ttlMs, settled: amount === 0 });
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
          if (inForce() > limit) return false;
        }
        return true;
      }),
      { numRuns: 300 },
    );
    expect(out.counterexample).toBeNull();
  });
});
