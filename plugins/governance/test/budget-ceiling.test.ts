/** A budget is a hard ceiling, however many calls come at once, however they end, however the store answers. */
import type { MaybePromise, Outcome, Reply, Send, Store } from "@headgate/core";
import { createRandom, type TestHost } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { cent, failing, left, priced, streamed, throwing, usedOf, whole, wrote } from "./budget-scene.ts";
import { budgetOf, createGoverned, createScene, keyOf } from "./judge-scene.ts";

const budget = budgetOf(37.5);
const keys = [keyOf({ budget })];
const all = 1000;
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The same store, which answers some turns later, each time after another number of them. */
function slow(host: TestHost): TestHost {
  const random = createRandom(7);
  const later = async <T>(work: () => MaybePromise<T>): Promise<T> => {
    for (let turns = Math.floor(random.number() * 3); turns >= 0; turns--) await turn();
    return work();
  };
  const store: Store = {
    ...host.store,
    reserve: (...given) => later(() => host.store.reserve(...given)),
    renew: (...given) => later(() => host.store.renew(...given)),
    settle: (...given) => later(() => host.store.settle(...given)),
  };
  return { ...host, store };
}

describe.each([
  ["a store that answers at once", createScene],
  ["a store that answers later", () => slow(createScene())],
])("with %s", (_what, hostOf) => {
  test("of 1,000 calls at once exactly as many leave as there is room for", async () => {
    let [flying, most] = [0, 0];
    const send: Send = async (x, call) => {
      most = Math.max(most, ++flying);
      for (let turns = 0; turns < 20; turns++) await turn();
      flying -= 1;
      return whole(wrote(100))(x, call);
    };
    const scene = await createGoverned({ options: priced, keys, send, host: hostOf() });
    const ran = await Promise.all(Array.from({ length: all }, () => scene.ask({ model: "openai/m" })));
    expect([scene.calls.length, most]).toEqual([37, 37]);
    expect(new Set(ran.map(({ status }) => status))).toEqual(new Set([200, 402]));
    await turn();
    expect(await usedOf(scene.host, budget)).toBe(37 * 100 * cent);
  });

  test("1,000 calls of every ending never cost more than the budget, and all are settled", async () => {
    const random = createRandom(3);
    const host = hostOf();
    const endings: readonly ((tokens: number) => Send)[] = [
      (tokens) => whole(wrote(tokens)),
      (tokens) => streamed(wrote(tokens), "end"),
      (tokens) => streamed(wrote(tokens, true), "cut"),
      (tokens) => streamed(wrote(tokens, true), "leave"),
      () => streamed(undefined, "leave"),
      () => failing,
      () => throwing,
      () => left,
    ];
    const outcomes: Outcome[] = [];
    let cost = 0;
    const send: Send = async (x, call) => {
      for (let turns = Math.floor(random.number() * 8); turns >= 0; turns--) await turn();
      const ending = Math.floor(random.number() * endings.length);
      const tokens = Math.floor(random.number() * 101);
      const reply: Reply = await endings[ending]!(tokens)(x, call);
      return reply.onClose((outcome) => {
        outcomes.push(outcome);
        const { usage, error, bytes } = outcome;
        cost += usage ? usage.units["output"]! * cent : error ? 0 : Math.ceil(bytes / 4) * cent;
      });
    };
    const scene = await createGoverned({ options: priced, keys, send, host });
    const ask = async (i: number): Promise<number> => {
      for (let turns = i % 50; turns >= 0; turns--) await turn();
      const { status } = await scene.ask({ model: "openai/m" });
      expect(await usedOf(host, budget)).toBeLessThanOrEqual(37.5e9);
      return status;
    };
    const statuses = await Promise.all(Array.from({ length: all }, (_, i) => ask(i)));
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(statuses.filter((status) => status === 402).length).toBeGreaterThan(0);
    expect(outcomes.length).toBeGreaterThan(37);
    expect(cost).toBeLessThanOrEqual(37.5e9);
    // What is left of the holds is what was really used: nothing is held any more.
    expect(await usedOf(host, budget)).toBe(cost);
    await scene.open.close();
    expect(host.clock.pending).toBe(0);
  });
});
