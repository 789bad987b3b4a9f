/** Promise: four processes that share Redis and PostgreSQL keep limits as one, and what a dead one held is settled when its leases expire. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, counted, createKey, decision, known, until, updateKey, usedOf } from "./asking.ts";
import { budgetTests, createGate } from "./budget.ts";
import { offer } from "./offer.ts";
import { callCost, missing, moneyLeaseMs, placeLeaseMs, type SharedScene, startShared, usage } from "./scene.ts";

describe.skipIf(missing !== "")(`four processes with PostgreSQL and Redis${missing}`, () => {
  const gate = createGate();
  let scene: SharedScene;
  beforeAll(async () => void (scene = await startShared(4, gate.options)));
  afterAll(() => scene?.close());

  budgetTests(() => scene, gate);

  test("100 a second are 100 a second, however many are offered: in each whole window of the store's clock exactly 100", async () => {
    const { simulator, gateways, redis } = scene;
    simulator.reset();
    const key = await createKey(gateways[0]!);
    await known(gateways, key);
    const aheadMs = await aheadOf(redis);
    const { answers, offeredPerSecond } = await offer(gateways, key, { perSecond: 1000, windows: 3, aheadMs });
    const admitted = answers.filter((answer) => decision(answer) === "200");
    expect(counted(answers.map(decision))).toEqual({
      "200": admitted.length,
      "429 request_limited": answers.length - admitted.length,
    });
    expect(simulator.calls).toHaveLength(admitted.length);
    // What each process told its clients is one countdown of the store's for all: each of its numbers once in each window, and no
    // other. When a call reached the provider says less: on a busy machine one that was admitted late arrives in the next window.
    const left = counted(admitted.map(({ headers }) => String(headers["x-ratelimit-remaining-requests"])));
    expect(
      Object.keys(left)
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: 100 }, (_, i) => i));
    // Three whole windows were offered, and a little of a fourth at most.
    const times = Object.values(left);
    expect([Math.min(...times), Math.max(...times) <= 4], `offered: ${offeredPerSecond} a second`).toEqual([3, true]);
    expect(admitted.length).toBeLessThan(400);
    // A machine that cannot offer more than is allowed would prove nothing.
    expect(offeredPerSecond).toBeGreaterThan(300);
  });

  test("a key that one process deactivates is refused by the others within a second", async () => {
    const [first, ...others] = scene.gateways;
    scene.simulator.reset();
    const key = await createKey(first!);
    const answered = async (status: string): Promise<void> => {
      for (const to of others) await until(async () => (decision(await ask(to, "chat", key)) === status ? true : undefined), 10);
    };
    scene.simulator.script({ usage });
    for (const [is_active, status] of [
      [true, "200"],
      [false, "403 virtual_key_blocked"],
      [true, "200"],
      [false, "403 virtual_key_blocked"],
    ] as const) {
      const startedAt = performance.now();
      await updateKey(first!, key, { is_active });
      expect(decision(await ask(first!, "chat", key))).toBe(status);
      await answered(status);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
    const before = scene.simulator.calls.length;
    const late = await Promise.all(scene.gateways.flatMap((to) => [1, 2, 3].map(() => ask(to, "chat", key))));
    expect(counted(late.map(decision))).toEqual({ "403 virtual_key_blocked": 12 });
    expect(scene.simulator.calls).toHaveLength(before);
  });

  test("killed with calls under way: its places are free and its money is charged within the leases", async () => {
    const { simulator, gateways } = scene;
    const [doomed, survivor] = gateways;
    const room = 10;
    simulator.reset();
    simulator.script([{ hang: true, stream: false }, { stallAfter: 2 }]);
    const key = await createKey(doomed!, { budget: { max_limit: (room * callCost) / 1e9, reset_duration: "1d" } });
    await known([survivor!], key);
    const cut = [{}, { stream: true }, {}, { stream: true }].map((more) =>
      ask(doomed!, "completions", key, more).then(decision, () => "cut"),
    );
    await simulator.waitForCalls(4);
    simulator.script({ usage });
    expect(decision(await ask(survivor!, "completions", key))).toBe("429 concurrency_limited");
    const killedAt = performance.now();
    await doomed!.stop("SIGKILL");
    expect(await Promise.all(cut)).toEqual(["cut", "cut", "cut", "cut"]);
    expect(decision(await ask(survivor!, "completions", key))).toBe("429 concurrency_limited");
    const free = await until(async () => {
      const said = decision(await ask(survivor!, "completions", key));
      return said === "429 concurrency_limited" ? undefined : said;
    });
    expect(free).toBe("200");
    expect(performance.now() - killedAt).toBeLessThan(placeLeaseMs + 500);
    // All four places, not one; and no fifth.
    simulator.script({ usage, delayHeadersMs: 1 });
    const four = [1, 2, 3, 4].map(() => ask(survivor!, "completions", key));
    await simulator.waitForCalls(9);
    expect(decision(await ask(survivor!, "completions", key))).toBe("429 concurrency_limited");
    gate.open();
    expect(counted((await Promise.all(four)).map(decision))).toEqual({ "200": 4 });
    simulator.script({ usage });
    await until(async () => (performance.now() - killedAt > moneyLeaseMs ? true : undefined));
    expect((await usedOf(survivor!, key)).budget.current_usage).toBe((9 * callCost) / 1e9);
    expect(decision(await ask(survivor!, "chat", key))).toBe("200");
    expect(decision(await ask(survivor!, "chat", key))).toBe("402 budget_exceeded");
    expect(simulator.calls).toHaveLength(room);
  });
});

/** By how many milliseconds the store's clock is ahead of this process's. */
async function aheadOf({ ask: tell }: SharedScene["redis"]): Promise<number> {
  const before = Date.now();
  const [seconds, micros] = [...(await tell("TIME")).matchAll(/^(\d+)\r$/gm)].map(([, digits]) => Number(digits));
  return seconds! * 1000 + micros! / 1000 - (before + Date.now()) / 2;
}
