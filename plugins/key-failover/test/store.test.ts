/** The same keys behind a store that answers later, as over a network, and behind one that is dead. */
import type { Store } from "@headgate/core";
import { createClock, createHost, type TestHost } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, idOf, keyOf } from "./scene.ts";

const methods = ["get", "set", "max", "delete", "reserve", "renew", "settle", "close"] as const;

/** Every method of a store behind a turn of the event loop; those named here fail. */
function distant(store: Store, ...dead: readonly (typeof methods)[number][]): Store {
  const far = methods.map((name) => [
    name,
    async (...given: readonly unknown[]) => {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (dead.includes(name)) throw new Error(`no ${name}`);
      return (store[name] as (...given: readonly unknown[]) => unknown)(...given);
    },
  ]);
  return Object.fromEntries(far) as Store;
}

function hostFar(...dead: Parameters<typeof distant> extends [Store, ...infer Rest] ? Rest : never): TestHost {
  const clock = createClock();
  return createHost({ clock, store: distant(createHost({ clock }).store, ...dead) });
}

describe("behind a store that answers later", () => {
  test("refused keys are passed by, by this instance and by another", async () => {
    const host = hostFar();
    const script = { k0: failing(429, { wait: 5 }), k1: failing(401), k2: good };
    const scene = await createScene({ keys: ["k0", "k1", "k2"], script, host });
    const other = await createScene({ keys: ["k0", "k1", "k2"], script: { k0: good, k2: good }, host });
    expect([(await scene.ask()).status, (await scene.ask()).status, (await other.ask()).status]).toEqual([200, 200, 200]);
    expect([scene.seen, other.seen]).toEqual([["k0", "k1", "k2", "k2"], ["k2"]]);
    expect(await other.states()).toEqual(["temp", "perm", "valid"]);
    await host.clock.advance(5000);
    await other.ask();
    expect(other.seen).toEqual(["k2", "k0"]);
  });
  test("an exhausted pool says how long to wait", async () => {
    const scene = await createScene({
      keys: ["k0", "k1"],
      script: { k0: failing(429, { wait: 5 }), k1: failing(401) },
      host: hostFar(),
    });
    expect((await scene.ask()).error).toMatchObject({ status: 429, retryAfterMs: 5000 });
    expect((await scene.ask()).error).toMatchObject({ status: 429, retryAfterMs: 5000 });
    expect(scene.seen).toEqual(["k0", "k1"]);
  });
  test("places are counted and come back", async () => {
    const scene = await createScene({
      keys: [keyOf("k0", { concurrency: 3 }), "k1"],
      script: { k0: good, k1: good },
      host: hostFar(),
    });
    await Promise.all(Array.from({ length: 10 }, () => scene.ask()));
    expect(scene.seen.filter((it) => it === "k0").length).toBeGreaterThanOrEqual(3);
    await scene.host.clock.advance(0);
    const probe = await scene.host.store.reserve("probe", [{ key: `${idOf(keyOf("k0"))}:calls`, amount: 3, limit: 3 }], 1);
    expect([probe.ok, scene.host.clock.pending]).toEqual([true, 0]);
  });
  test("one request at a time tries a rejected key again", async () => {
    const script = { k0: [failing(401), good, good], k1: good };
    const scene = await createScene({ keys: ["k0", "k1"], script, options: { halfOpenAfterMs: 10 }, host: hostFar() });
    await scene.ask();
    await scene.host.clock.advance(10);
    await Promise.all([scene.ask(), scene.ask()]);
    expect([scene.seen.filter((it) => it === "k0").length, await scene.states()]).toEqual([2, ["valid", "valid"]]);
    await scene.ask();
    expect(scene.seen.at(-1)).toBe("k0");
  });
});

test("behind a store that fails, a key with a cap is still used, and nothing is left open", async () => {
  for (const method of ["get", "max", "reserve", "settle", "delete"] as const) {
    const keys = [keyOf("k0", { concurrency: 1 }), "k1"];
    const scene = await createScene({ keys, script: { k0: failing(429), k1: good }, host: hostFar(method) });
    const ran = await scene.ask();
    await scene.host.clock.advance(0);
    expect([method, ran.status, scene.seen, scene.host.clock.pending]).toEqual([method, 200, ["k0", "k1"], 0]);
  }
});
