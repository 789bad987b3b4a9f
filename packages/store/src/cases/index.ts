/** What every driver must do, as cases for any test runner: each makes its own store and moves the clock by hand. */
import assert from "node:assert/strict";
import type { MaybePromise, Store } from "@headgate/core";
import { keyCases } from "./key-cases.ts";
import { reservationCases } from "./reservation-cases.ts";
import type { ManualClock, StoreSteps } from "./steps.ts";
import { windowCases } from "./window-cases.ts";

export type { ManualClock } from "./steps.ts";

/** An empty store on that clock. */
export type MakeStore = (clock: ManualClock) => MaybePromise<Store>;

export interface StoreCase {
  /** A promise, such as "holds all or none". */
  readonly name: string;
  /** Rejects with an AssertionError when the promise is broken. */
  run(make: MakeStore, clock: ManualClock): Promise<void>;
}

const valueCases: Readonly<Record<string, StoreSteps>> = {
  "gives back a value until its end, and not at its end": async (store, clock) => {
    await store.set("session", "openai", 1000);
    await clock.advance(999);
    assert.equal(await store.get("session"), "openai");
    await clock.advance(1);
    assert.equal(await store.get("session"), undefined);
  },
  "replaces a value together with its end": async (store, clock) => {
    await store.set("session", "openai", 1000);
    await store.set("session", "anthropic", 10);
    assert.equal(await store.get("session"), "anthropic");
    await clock.advance(10);
    assert.equal(await store.get("session"), undefined);
  },
  "keeps any text as it is": async (store) => {
    for (const text of ["", "0", "a\u0000b", "é 🚪", '{"a":[1]}', "x".repeat(100_000)]) {
      await store.set("text", text, 1000);
      assert.equal(await store.get("text"), text);
    }
  },
  "forgets what was deleted, and nothing else": async (store) => {
    await store.set("a", "1", 1000);
    await store.set("b", "2", 1000);
    await store.delete("a");
    await store.delete("never");
    assert.deepEqual([await store.get("a"), await store.get("b")], [undefined, "2"]);
  },
  "never shortens a cooldown": async (store, clock) => {
    assert.equal(await store.max("cooldown", 500, 1000), 500);
    assert.equal(await store.max("cooldown", 200, 10), 500);
    await clock.advance(999);
    assert.equal(await store.get("cooldown"), "500");
    await clock.advance(1);
    assert.equal(await store.get("cooldown"), undefined);
  },
  "lengthens a cooldown by a larger number and by a later end": async (store, clock) => {
    await store.max("cooldown", 500, 1000);
    assert.equal(await store.max("cooldown", 700, 100), 700);
    assert.equal(await store.max("cooldown", 600, 2000), 700);
    await clock.advance(1999);
    assert.equal(await store.get("cooldown"), "700");
    await clock.advance(1);
    assert.equal(await store.max("cooldown", 1, 1000), 1);
  },
};

const all = { ...valueCases, ...reservationCases, ...windowCases, ...keyCases };

export const storeCases: readonly StoreCase[] = Object.entries(all).map(([name, steps]) => ({
  name,
  async run(make, clock) {
    const store = await make(clock);
    try {
      await steps(store, clock);
    } finally {
      await store.close();
    }
  },
}));
