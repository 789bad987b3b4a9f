/** The memory driver: the suite every driver passes, and what is its own: bounds, no promises, no timers. */
import { describe, expect, it } from "vitest";
import { storeCases } from "../src/cases/index.ts";
import { createMemoryStore } from "../src/index.ts";
import { manualClock } from "./manual-clock.ts";

describe.each([0, 1_790_000_000_123])("the memory store at time %i", (start) => {
  it.each(storeCases)("$name", async ({ run }) => {
    await expect(run((clock) => createMemoryStore({ clock }), manualClock(start))).resolves.toBeUndefined();
  });
});

describe("the memory store", () => {
  it("answers at once, without a promise", () => {
    const store = createMemoryStore({ clock: manualClock() });
    const answers = [
      store.set("a", "1", 10),
      store.get("a"),
      store.max("b", 1, 10),
      store.delete("a"),
      store.reserve("r", [], 10),
      store.renew("r", 10),
      store.settle("r", []),
      store.used([{ key: "k" }]),
      store.close(),
    ];
    expect(answers.filter((answer) => answer instanceof Promise)).toEqual([]);
  });

  it("leaves no timer behind", () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const store = createMemoryStore({ clock: manualClock() });
    store.set("a", "1", 10);
    store.get("a");
    store.reserve("r", [{ key: "k", amount: 1, limit: 1, window: { ms: 10 } }], 10);
    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBe(before);
  });

  it("keeps no more values than it may, and those used last", () => {
    const store = createMemoryStore({ clock: manualClock(), maxEntries: 2 });
    store.set("a", "1", 10);
    store.set("b", "2", 10);
    store.get("a");
    store.set("c", "3", 10);
    expect(["a", "b", "c"].map((key) => store.get(key))).toEqual(["1", undefined, "3"]);
  });

  it("never evicts concurrency that is held, however many keys there are", () => {
    const store = createMemoryStore({ clock: manualClock(), maxEntries: 2 });
    for (let i = 0; i < 10; i++) store.reserve(`r${i}`, [{ key: `k${i}`, amount: 1, limit: 1 }], 10);
    expect(store.reserve("again", [{ key: "k0", amount: 1, limit: 1 }], 10)).toMatchObject({ ok: false, used: 1 });
  });

  it("is empty once it is closed", () => {
    const store = createMemoryStore({ clock: manualClock() });
    store.set("a", "1", 10);
    store.reserve("r", [{ key: "k", amount: 1, limit: 1 }], 10);
    store.close();
    expect([store.get("a"), store.renew("r", 10)]).toEqual([undefined, false]);
  });
});
