/** What is held lives as long as its call, is lost with its process, and a store that fails is a 503 or nothing, never a 401. */
import { type MaybePromise, reply, type Send, type Store } from "@headgate/core";
import type { TestHost } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createLeases } from "../src/budget/leases.ts";
import type { GovernanceOptions } from "../src/options.ts";
import { cent, dollar, priced, usedOf, wrote } from "./budget-scene.ts";
import { budgetOf, createGoverned, createScene, keyOf } from "./judge-scene.ts";

const budget = budgetOf(10);
const keys = [keyOf({ budget }), keyOf({ id: "free" })];
const model = "openai/m";
const minute = 60_000;

/** An answer that comes when it is told to. */
function waiting(): { readonly send: Send; answer(): void } {
  let answer = (): void => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  return { send: async (_x, call) => (await asked, reply({ status: 200, call, usage: wrote(1) })), answer };
}

test("stays held however long the call lasts", async () => {
  const { send, answer } = waiting();
  const { ask, host } = await createGoverned({ options: priced, keys, send });
  const ran = ask({ model });
  await host.clock.advance(30 * minute);
  expect(await usedOf(host, budget)).toBe(dollar);
  answer();
  await ran;
  expect(await usedOf(host, budget)).toBe(cent);
  await host.clock.advance(minute);
  expect(host.clock.pending).toBe(0);
});

test("renews no more than every third of the lease, by one timer for all calls", async () => {
  let renewed = 0;
  const bare = createScene();
  const store: Store = { ...bare.store, renew: (...given) => (renewed++, bare.store.renew(...given)) };
  const { send, answer } = waiting();
  const { ask, host } = await createGoverned({ options: priced, keys, send, host: { ...bare, store } });
  const ran = [1, 2, 3].map(() => ask({ model }));
  await host.clock.advance(minute);
  expect([renewed, host.clock.pending]).toEqual([9, 1]);
  answer();
  await Promise.all(ran);
});

test("of two words about the same hold the first counts, and no other hold is touched", async () => {
  const host = createScene();
  const leases = createLeases(host, minute);
  for (const id of ["a", "b"]) await host.store.reserve(id, [{ key: id, amount: 9, limit: 10, window: { ms: minute } }], minute);
  const [one] = [leases.open("a", 1, 9), leases.open("b", 1, 9)];
  leases.settle(one, 2);
  leases.settle(one, 3);
  await host.clock.advance(2 * minute);
  expect([await host.store.renew("a", 1), await host.store.renew("b", 1)]).toEqual([false, true]);
  leases.close();
  expect(host.clock.pending).toBe(0);
});

test("is charged as lost once nobody has renewed it in time, whatever is said later", async () => {
  const { send, answer } = waiting();
  const host = withStore({ renew: () => false });
  const { ask } = await createGoverned({ options: { ...priced, leaseMs: 5000 }, keys, send, host });
  const ran = ask({ model });
  await host.clock.advance(5000);
  answer();
  await ran;
  expect(await usedOf(host, budget)).toBe(dollar);
});

const dead = { reserve: (): never => fail(), settle: (): never => fail(), renew: (): never => fail(), used: (): never => fail() };
const rejecting = {
  reserve: () => Promise.reject(new Error("ECONNREFUSED")),
  settle: () => Promise.reject(new Error("ECONNREFUSED")),
  used: () => Promise.reject(new Error("ECONNREFUSED")),
};
const silent = { reserve: () => new Promise<never>(() => {}) };

describe.each<readonly [string, Partial<Store>]>([
  ["that throws", dead],
  ["that rejects", rejecting],
  ["that is silent", silent],
])("a store %s", (_what, broken) => {
  test.each<readonly [NonNullable<GovernanceOptions["failMode"]>, number, string | undefined]>([
    ["closed", 503, "store_unavailable"],
    ["open", 200, undefined],
  ])("%s", async (failMode, status, code) => {
    const host = withStore(broken);
    const { ask } = await createGoverned({ options: { ...priced, failMode }, keys, host });
    expect((await ask({ model }, { as: "free" })).status).toBe(200);
    const asked = ask({ model });
    await host.clock.advance(2000);
    const ran = await asked;
    expect([ran.status, ran.error?.code]).toEqual([status, code]);
  });
});

test("what a silent store has reserved after all is given back", async () => {
  let answer = (): void => {};
  const bare = createScene();
  const reserve: Store["reserve"] = (...given) =>
    new Promise((resolve) => (answer = () => resolve(bare.store.reserve(...given))));
  const host = { ...bare, store: { ...bare.store, reserve } };
  const { ask } = await createGoverned({ options: priced, keys, host });
  const asked = ask({ model });
  await host.clock.advance(2000);
  expect((await asked).status).toBe(503);
  answer();
  await host.clock.advance(0);
  expect(await usedOf(host, budget)).toBe(0);
  expect(host.clock.pending).toBe(0);
});

test("a store that cannot settle fails no request, and says so", async () => {
  const settle = (): MaybePromise<void> => Promise.reject(new Error("ECONNRESET"));
  const host = withStore({ settle });
  const { ask } = await createGoverned({ options: priced, keys, host });
  expect((await ask({ model })).status).toBe(200);
  await host.clock.advance(0);
  expect(host.logged).toContainEqual(expect.objectContaining({ level: "warn", message: "a budget's hold could not be settled" }));
});

function withStore(broken: Partial<Store>): TestHost {
  const host = createScene();
  return { ...host, store: { ...host.store, ...broken } };
}

function fail(): never {
  throw new Error("the store is gone");
}
