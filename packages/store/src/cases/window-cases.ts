/** The promises of sliding windows, of periods, and of asking what is used. */
import assert from "node:assert/strict";
import { admitted, hold, type StoreSteps, toNextMinute } from "./steps.ts";

const minute = 60_000;
/** A part of a sliding minute. */
const part = 3000;
const sliding = { ms: minute, sliding: true };

export const windowCases: Readonly<Record<string, StoreSteps>> = {
  "slides: what was admitted leaves after the window, at most one part later": async (store, clock) => {
    await toNextMinute(clock);
    await clock.advance(1000);
    assert.equal(await admitted(store, "a", hold("k", 2, 3, sliding)), true);
    await clock.advance(30_000);
    assert.equal(await admitted(store, "b", hold("k", 1, 3, sliding)), true);
    const no = await store.reserve("c", [hold("k", 2, 3, sliding)], minute);
    assert.deepEqual(no, { ok: false, hold: 0, used: 3, retryAfterMs: 30_000 + part - 1000 });
    await clock.advance(30_000 + part - 1001);
    assert.equal(await admitted(store, "d", hold("k", 2, 3, sliding)), false);
    await clock.advance(1);
    assert.equal(await admitted(store, "e", hold("k", 2, 3, sliding)), true);
    assert.equal(await admitted(store, "f", hold("k", 1, 3, sliding)), false);
  },
  "slides: never more than the limit in any interval, however it is offered": async (store, clock) => {
    const window = { ms: 100, sliding: true };
    const times: number[] = [];
    for (let step = 0; step < 250; step++) {
      await clock.advance([1, 7, 3, 49, 2][step % 5]!);
      if (await admitted(store, `r${step}`, hold("k", 1, 7, window))) times.push(clock.now());
    }
    assert.ok(times.length > 7);
    for (const from of times) assert.ok(times.filter((at) => at >= from && at < from + window.ms).length <= 7);
  },
  "slides: corrects the part that was reserved in": async (store, clock) => {
    await toNextMinute(clock);
    await store.reserve("a", [hold("k", 6, 10, sliding)], 10 * minute);
    await clock.advance(30_000);
    await store.reserve("b", [hold("k", 3, 10, sliding)], 10 * minute);
    await store.settle("a", [2]);
    assert.deepEqual(await store.used([hold("k", 0, 10, sliding)]), [5]);
    await clock.advance(30_000 + part);
    assert.deepEqual(await store.used([hold("k", 0, 10, sliding)]), [3]);
  },
  "slides: changes nothing by settling what has left the window": async (store, clock) => {
    await store.reserve("a", [hold("k", 6, 10, sliding)], 10 * minute);
    await clock.advance(3 * minute);
    await store.settle("a", [9]);
    assert.deepEqual(await store.used([hold("k", 0, 10, sliding)]), [0]);
  },
  "slides: tells nobody to wait for what can never fit": async (store) => {
    const no = await store.reserve("a", [hold("k", 1, 2, sliding), hold("k", 2, 2, sliding)], minute);
    assert.deepEqual(no, { ok: false, hold: 1, used: 1, retryAfterMs: undefined });
    assert.deepEqual(await store.used([hold("k", 0, 2, sliding)]), [0]);
  },
  "does not open a past window again when the clock is set back": async (store, clock) => {
    await toNextMinute(clock);
    const holds = [hold("k", 1, 1, minute), hold("k", 1, 1, sliding)];
    await store.reserve("a", holds, 1000);
    await clock.advance(-5000);
    assert.deepEqual(await store.used(holds), [1, 1]);
    const no = await store.reserve("b", [holds[0]!], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 1, retryAfterMs: minute + 5000 });
  },
  "counts a fixed and a sliding window of one length apart": async (store) => {
    assert.equal(await admitted(store, "a", hold("k", 1, 1, minute), hold("k", 1, 1, sliding), hold("k", 1, 1)), true);
    assert.deepEqual(await store.used([hold("k", 0, 1, minute), hold("k", 0, 1, sliding), hold("k", 0, 1)]), [1, 1, 1]);
  },
  "counts in a period, says when it ends, and counts the next one apart": async (store, clock) => {
    const from = clock.now() - 5 * minute;
    const month = { from, until: clock.now() + minute };
    assert.deepEqual(await store.reserve("a", [hold("k", 2.5, 3, month)], 1000), { ok: true, remaining: [0.5] });
    await clock.advance(45_000);
    const no = await store.reserve("b", [hold("k", 1, 3, month)], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 2.5, retryAfterMs: 15_000 });
    await clock.advance(15_000);
    assert.equal(await admitted(store, "c", hold("k", 3, 3, { from: month.until, until: month.until + minute })), true);
  },
  "keeps a period that has just ended, for a caller whose clock is behind": async (store, clock) => {
    const month = { from: clock.now(), until: clock.now() + minute };
    await store.reserve("a", [hold("k", 3, 3, month)], 10 * minute);
    await clock.advance(minute + 1000);
    const no = await store.reserve("b", [hold("k", 1, 3, month)], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 3, retryAfterMs: 0 });
  },
  "counts a period that never ends": async (store) => {
    const ever = { from: 0, until: Infinity };
    assert.equal(await admitted(store, "a", hold("k", 2, 3, ever)), true);
    const no = await store.reserve("b", [hold("k", 2, 3, ever)], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 2, retryAfterMs: undefined });
  },
  "corrects a period to what was really used, and leaves what lapsed charged": async (store, clock) => {
    const month = { from: clock.now(), until: clock.now() + 10 * minute };
    await store.reserve("a", [hold("k", 0.3, 1, month)], minute);
    await store.reserve("b", [hold("k", 0.5, 1, month)], minute);
    await store.settle("a", [0.1]);
    assert.deepEqual(await store.used([hold("k", 0, 1, month)]), [0.3 + 0.5 + (0.1 - 0.3)]);
    await clock.advance(minute);
    await store.settle("b", [0]);
    assert.deepEqual(await store.used([hold("k", 0, 1, month)]), [0.3 + 0.5 + (0.1 - 0.3)]);
  },
  "takes the amount that was held for one that nobody knows": async (store) => {
    await store.reserve("a", [hold("k", 6, 10, minute), hold("l", 6, 10, minute)], minute);
    await store.settle("a", [Number.NaN]);
    assert.deepEqual(await store.used([hold("k", 0, 10, minute), hold("l", 0, 10, minute)]), [6, 6]);
  },
  "says what is used right now, and changes nothing by it": async (store, clock) => {
    const asked = [{ key: "slots" }, { key: "tokens", window: { ms: minute } }, { key: "never", window: sliding }];
    await toNextMinute(clock);
    assert.deepEqual(await store.used(asked), [0, 0, 0]);
    await store.reserve("a", [hold("slots", 1, 1), hold("tokens", 7, 9, minute)], 1000);
    assert.deepEqual(await store.used(asked), [1, 7, 0]);
    assert.deepEqual(await store.used(asked), [1, 7, 0]);
    assert.deepEqual(await store.used([]), []);
    await clock.advance(1000);
    assert.deepEqual(await store.used(asked), [0, 7, 0]);
    await clock.advance(59_000);
    assert.deepEqual(await store.used(asked), [0, 0, 0]);
  },
};
