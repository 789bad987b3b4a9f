/** What memory has counted outlives the process, and nothing else does. */
import { describe, expect, it } from "vitest";
import { createMemoryStore, type MemoryStore, type Snapshot } from "../src/index.ts";
import { manualClock } from "./manual-clock.ts";

const start = 600_000;
const minute = { ms: 60_000 };
const sliding = { ms: 60_000, sliding: true };
const month = { from: 0, until: 1_000_000 };

describe("a snapshot", () => {
  it("brings back windows, sliding windows and periods, as JSON", () => {
    expect(usedIn(restartedAt(start + 1000))).toEqual([1, 2, 3, 0]);
  });

  it.each([
    ["fixed windows, at their end", 60_000, [0, 2, 3, 0]],
    ["sliding windows, one part after their length", 63_000, [0, 0, 3, 0]],
    ["periods, at their end", 400_000, [0, 0, 0, 0]],
  ])("leaves out what has ended by now: %s", (_, later, used) => {
    expect(usedIn(restartedAt(start + later))).toEqual(used);
  });

  it("keeps neither leases nor values", () => {
    const store = restartedAt(start);
    expect([store.get("value"), store.renew("r", 1000), store.renew("settled", 1000)]).toEqual([undefined, false, false]);
  });

  it("adds to what was counted since the start, and is used up by the limit", () => {
    const store = createMemoryStore({ clock: manualClock(start) });
    store.reserve("early", [{ key: "k", amount: 4, limit: 10, window: month }], 1000);
    store.restore(takenAfterUse());
    expect(store.reserve("a", [{ key: "k", amount: 4, limit: 10, window: month }], 1000)).toMatchObject({ ok: false, used: 7 });
  });

  it("says nothing of what was given back", () => {
    const store = createMemoryStore({ clock: manualClock(start) });
    store.reserve("a", [{ key: "k", amount: 4, limit: 10, window: month }], 1000);
    store.settle("a", [0]);
    expect(store.snapshot()).toEqual({ version: 1, counts: [] });
  });

  it("keeps the least recently used first, so that a smaller store forgets those", () => {
    const store = createMemoryStore({ clock: manualClock(start) });
    for (const key of ["a", "b", "c"]) store.reserve(key, [{ key, amount: 1, limit: 1, window: minute }], 1000);
    const smaller = createMemoryStore({ clock: manualClock(start), maxEntries: 2 });
    smaller.restore(store.snapshot());
    expect(smaller.used(["a", "b", "c"].map((key) => ({ key, window: minute })))).toEqual([0, 1, 1]);
  });

  it("of another version is refused", () => {
    const store = createMemoryStore({ clock: manualClock(start) });
    expect(() => store.restore({ version: 2, counts: [] } as unknown as Snapshot)).toThrow("a snapshot of version 2; expected 1");
  });
});

function takenAfterUse(): Snapshot {
  const store = createMemoryStore({ clock: manualClock(start) });
  const windows = [minute, sliding, month, undefined];
  store.reserve(
    "r",
    windows.map((window, i) => ({ key: "k", amount: i + 1, limit: 10, window })),
    60_000,
  );
  store.set("value", "1", 60_000);
  return JSON.parse(JSON.stringify(store.snapshot())) as Snapshot;
}

function restartedAt(now: number): MemoryStore {
  const store = createMemoryStore({ clock: manualClock(now) });
  store.restore(takenAfterUse());
  return store;
}

function usedIn(store: MemoryStore): readonly number[] {
  return store.used([minute, sliding, month, undefined].map((window) => ({ key: "k", window })));
}
