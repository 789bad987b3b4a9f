/** What has changed is told once, as it is now; told in slices or as changes, it comes to what is counted. */
import type { Hold } from "@headgate/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Counted, createMemoryStore, type MemoryStore } from "../src/index.ts";
import { manualClock } from "./manual-clock.ts";

const start = 600_000;
const minute = { ms: 60_000 };
const sliding = { ms: 60_000, sliding: true };
const month = { from: 0, until: 1_000_000 };
const ever = { from: 0, until: Infinity };
const windows = [minute, sliding, month, ever];

function opened(maxEntries = 100_000, clock = manualClock(start)): MemoryStore {
  return createMemoryStore({ clock, maxEntries });
}

function take(
  store: MemoryStore,
  key: string,
  { id = key, amount = 1, limit = 100, window = month }: Partial<Hold & { id: string }> = {},
): void {
  store.reserve(id, [{ key, amount, limit, window }], 1000);
}

function keysOf(counts: readonly Counted[]): string[] {
  return counts.map(({ key }) => key);
}

describe("changes", () => {
  it.each(windows)("tell a count as it is now, once, and again when it has changed again: %o", (window) => {
    const store = opened();
    const used = (): number[] =>
      store
        .changes()
        .flatMap(({ key, window: its, parts }) => (key === "k" && its === window ? parts : []))
        .map(([, it]) => it);
    expect(store.changes()).toEqual([]);
    take(store, "k", { id: "a", amount: 2, window });
    take(store, "k", { id: "b", amount: 3, window });
    expect([used(), used()]).toEqual([[5], []]);
    store.settle("a", [1]);
    expect([used(), used()]).toEqual([[4], []]);
  });

  it.each(windows)("tell one that was emptied, without parts: %o", (window) => {
    const store = opened();
    take(store, "k", { window });
    store.changes();
    store.settle("k", [0]);
    expect(store.changes()).toEqual([{ key: "k", window, parts: [] }]);
  });

  it.each(windows)("tell nothing when the whole of a reservation was used, or it was refused: %o", (window) => {
    const store = opened();
    take(store, "k", { window });
    store.changes();
    store.settle("k", [1]);
    take(store, "k", { id: "refused", limit: 1, window });
    expect(store.changes()).toEqual([]);
  });

  it("tell no more than they may at once, the longest untold first", () => {
    const store = opened();
    for (const key of ["a", "b", "c", "a"]) take(store, key);
    expect(keysOf(store.changes(2))).toEqual(["a", "b"]);
    take(store, "a", { id: "again" });
    expect([keysOf(store.changes(2)), keysOf(store.changes(2))]).toEqual([["c", "a"], []]);
  });

  it("that nobody asks for are no more than what is kept", () => {
    const store = opened(3);
    for (let i = 0; i < 10; i++) take(store, `k${i}`);
    expect(keysOf(store.changes())).toEqual(["k7", "k8", "k9"]);
  });

  it("say nothing of what settles after its count has left, for another may count there now", () => {
    const store = opened(1);
    take(store, "k", { id: "first", amount: 5 });
    take(store, "other");
    take(store, "k", { id: "second", amount: 1 });
    store.settle("first", [7]);
    expect(store.changes().map(({ key, parts }) => [key, parts])).toEqual([["k", [[0, 1]]]]);
  });

  it("are over once the store is closed", () => {
    const store = opened();
    take(store, "k");
    store.close();
    expect(store.changes()).toEqual([]);
  });
});

describe("slices", () => {
  it("come to a snapshot, are told with it, and are reckoned when they are asked for", () => {
    const store = opened();
    for (const key of ["a", "b", "c", "d", "e"]) take(store, key);
    const slices = store.slices(2)[Symbol.iterator]();
    const first = slices.next().value as readonly Counted[];
    for (const key of ["a", "e", "f"]) take(store, key, { id: `${key} again` });
    const rest = [...{ [Symbol.iterator]: () => slices }];
    expect([first, ...rest].map(keysOf)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(rest[1]![0]!.parts).toEqual([[0, 2]]);
    expect(keysOf(store.changes())).toEqual(["a", "f"]);
  });

  it("leave out what is empty or over", () => {
    const store = opened();
    take(store, "empty");
    store.settle("empty", [0]);
    take(store, "over", { window: { from: 0, until: start } });
    expect([...store.slices(10)]).toEqual([[]]);
  });

  it.each([100, 450])("miss none that stays and tell none twice, though %i come and go with each", (coming) => {
    const store = opened(5000);
    let next = 0;
    const come = (many: number): void => {
      for (const until = next + many; next < until; next++) take(store, `k${next}`);
    };
    come(9000);
    const before = new Set(keysOf(store.snapshot().counts));
    const seen: string[] = [];
    for (const slice of store.slices(1000)) {
      seen.push(...keysOf(slice));
      expect(slice.length).toBeLessThanOrEqual(1000);
      come(coming);
    }
    const stayed = keysOf(store.snapshot().counts).filter((key) => before.has(key));
    expect(stayed.length).toBeGreaterThan(0);
    expect(stayed.filter((key) => !seen.includes(key))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

it("what was told, the last for each count, restores what is counted", () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "__proto__"),
    window: fc.constantFrom(...windows),
    amount: fc.nat(5),
    actual: fc.option(fc.nat(9), { nil: undefined }),
    later: fc.nat(30_000),
    told: fc.constantFrom("not", "changes", "two", "slices"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const clock = manualClock(start);
      const store = opened(100, clock);
      let file = new Map<string, Counted>();
      const write = (counts: readonly Counted[]): void => {
        for (const it of counts) file.set(`${it.key} ${JSON.stringify(it.window)}`, JSON.parse(JSON.stringify(it)) as Counted);
      };
      steps.forEach(({ key, window, amount, actual, later, told }, at) => {
        take(store, key, { id: `${at}`, amount, window });
        if (actual !== undefined) store.settle(`${at}`, [actual]);
        if (told === "changes") write(store.changes());
        if (told === "two") write(store.changes(2));
        if (told === "slices") {
          file = new Map();
          for (const slice of store.slices(2)) write(slice);
        }
        void clock.advance(later);
      });
      write(store.changes());
      const restored = opened(100, clock);
      restored.restore({ version: 1, counts: [...file.values()] });
      expect(sorted(restored)).toEqual(sorted(store));
    }),
  );
});

function sorted(store: MemoryStore): string[] {
  return store
    .snapshot()
    .counts.map((it) => JSON.stringify(it))
    .toSorted();
}
