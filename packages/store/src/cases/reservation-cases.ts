/** The promises of reserve, renew and settle. A window's cases begin at a window's start, wherever the clock stands. */
import assert from "node:assert/strict";
import type { Hold, Store } from "@headgate/core";
import { admitted, hold, type StoreSteps, toNextMinute } from "./steps.ts";

const minute = 60_000;

export const reservationCases: Readonly<Record<string, StoreSteps>> = {
  "admits up to the limit and says what remains": async (store) => {
    assert.deepEqual(await store.reserve("a", [hold("k", 2, 3)], minute), { ok: true, remaining: [1] });
    assert.deepEqual(await store.reserve("b", [hold("k", 1, 3)], minute), { ok: true, remaining: [0] });
    const no = await store.reserve("c", [hold("k", 1, 3)], minute);
    assert.deepEqual(no, { ok: false, hold: 0, used: 3, retryAfterMs: undefined });
  },
  "holds all or none, and names the first that did not fit": async (store) => {
    const holds = [hold("free", 1, 1), hold("full", 2, 1), hold("fuller", 2, 1)];
    assert.deepEqual(await store.reserve("a", holds, minute), { ok: false, hold: 1, used: 0, retryAfterMs: undefined });
    assert.equal(await admitted(store, "b", hold("free", 1, 1)), true);
  },
  "counts a key that stands in two holds twice": async (store) => {
    const twice = await store.reserve("a", [hold("k", 1, 2), hold("k", 1, 2)], minute);
    assert.equal(twice.ok, true);
    assert.equal(await admitted(store, "b", hold("k", 1, 2)), false);
    const thrice = await store.reserve("c", [hold("l", 1, 2), hold("l", 1, 2), hold("l", 1, 2)], minute);
    assert.deepEqual(thrice, { ok: false, hold: 2, used: 2, retryAfterMs: undefined });
  },
  "answers an id that is reserved already as it did the first time": async (store) => {
    const first = await store.reserve("a", [hold("k", 1, 2)], minute);
    await store.reserve("b", [hold("k", 1, 2)], minute);
    assert.deepEqual(await store.reserve("a", [hold("k", 1, 2)], minute), first);
  },
  "judges a refused id afresh": async (store) => {
    await store.reserve("a", [hold("k", 1, 1)], minute);
    assert.equal(await admitted(store, "b", hold("k", 1, 1)), false);
    await store.settle("a", [1]);
    assert.equal(await admitted(store, "b", hold("k", 1, 1)), true);
  },
  "frees concurrency when it is settled, once": async (store) => {
    await store.reserve("a", [hold("k", 1, 2)], minute);
    await store.reserve("b", [hold("k", 1, 2)], minute);
    await store.settle("a", [1]);
    await store.settle("a", [1]);
    await store.settle("never", [1]);
    assert.equal(await admitted(store, "c", hold("k", 1, 2)), true);
    assert.equal(await admitted(store, "d", hold("k", 1, 2)), false);
  },
  "frees concurrency when it lapses": async (store, clock) => {
    await store.reserve("a", [hold("k", 1, 1)], 1000);
    await clock.advance(999);
    assert.equal(await admitted(store, "b", hold("k", 1, 1)), false);
    await clock.advance(1);
    assert.equal(await admitted(store, "c", hold("k", 1, 1)), true);
    await store.settle("a", [1]);
    assert.equal(await admitted(store, "d", hold("k", 1, 1)), false);
  },
  "keeps a reservation that is renewed, and cannot wake one that lapsed": async (store, clock) => {
    await store.reserve("a", [hold("k", 1, 1)], 1000);
    await clock.advance(900);
    assert.equal(await store.renew("a", 1000), true);
    await clock.advance(999);
    assert.equal(await admitted(store, "b", hold("k", 1, 1)), false);
    await clock.advance(1);
    assert.equal(await store.renew("a", 1000), false);
    assert.equal(await store.renew("never", 1000), false);
    assert.equal(await admitted(store, "c", hold("k", 1, 1)), true);
  },
  "never shortens a reservation by renewing it": async (store, clock) => {
    await store.reserve("a", [hold("k", 1, 1)], 1000);
    await store.renew("a", 10);
    await clock.advance(999);
    assert.equal(await admitted(store, "b", hold("k", 1, 1)), false);
  },
  "counts in fixed windows and says when the next begins": async (store, clock) => {
    await toNextMinute(clock);
    await clock.advance(45_000);
    await store.reserve("a", [hold("k", 1, 1, minute)], 1000);
    const no = await store.reserve("b", [hold("k", 1, 1, minute)], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 1, retryAfterMs: 15_000 });
    await clock.advance(15_000);
    assert.equal(await admitted(store, "c", hold("k", 1, 1, minute)), true);
  },
  "tells nobody to wait for what can never fit": async (store) => {
    const no = await store.reserve("a", [hold("k", 5, 4, minute)], 1000);
    assert.deepEqual(no, { ok: false, hold: 0, used: 0, retryAfterMs: undefined });
  },
  "counts windows of two lengths apart": async (store, clock) => {
    await toNextMinute(clock);
    assert.equal(await admitted(store, "a", hold("k", 1, 1, minute), hold("k", 1, 2, 2 * minute)), true);
    assert.equal(await admitted(store, "b", hold("k", 1, 1, minute)), false);
    assert.equal(await admitted(store, "c", hold("k", 1, 2, 2 * minute)), true);
  },
  "corrects a window to what was really used, down and up, once": async (store, clock) => {
    await toNextMinute(clock);
    await store.reserve("a", [hold("k", 6, 10, minute)], 1000);
    await store.settle("a", [1]);
    await store.settle("a", [0]);
    assert.equal(await remaining(store, hold("k", 0, 10, minute)), 9);
    await store.reserve("b", [hold("k", 1, 10, minute)], 1000);
    await store.settle("b", [12]);
    const no = await store.reserve("c", [hold("k", 1, 10, minute)], 1000);
    assert.equal(!no.ok && no.used, 13);
  },
  "corrects the window that was reserved in, not the present one": async (store, clock) => {
    await toNextMinute(clock);
    await store.reserve("a", [hold("k", 6, 10, minute)], 10 * minute);
    await clock.advance(minute);
    await store.reserve("b", [hold("k", 2, 10, minute)], 10 * minute);
    await store.settle("a", [1]);
    assert.equal(await remaining(store, hold("k", 0, 10, minute)), 8);
  },
  "leaves what lapsed in a window charged": async (store, clock) => {
    await toNextMinute(clock);
    await store.reserve("a", [hold("k", 6, 10, minute)], 1000);
    await clock.advance(1000);
    await store.settle("a", [0]);
    assert.equal(await remaining(store, hold("k", 0, 10, minute)), 4);
  },
  "settles mixed holds in their order": async (store, clock) => {
    await toNextMinute(clock);
    await store.reserve("a", [hold("slots", 1, 1), hold("tokens", 100, 100, minute), hold("money", 5, 10, minute)], 1000);
    await store.settle("a", [1, 20, 7]);
    const left = await store.reserve(
      "b",
      [hold("slots", 0, 1), hold("tokens", 0, 100, minute), hold("money", 0, 10, minute)],
      1000,
    );
    assert.deepEqual(left, { ok: true, remaining: [1, 80, 3] });
  },
  "admits no more than the limit when all come at once": async (store) => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => store.reserve(`r${i}`, [hold("k", 1, 7)], minute)),
    );
    assert.equal(answers.filter(({ ok }) => ok).length, 7);
  },
};

async function remaining(store: Store, probe: Hold): Promise<number | undefined> {
  const answer = await store.reserve("probe", [probe], minute);
  await store.settle("probe", [0]);
  return answer.ok ? answer.remaining[0] : undefined;
}
