/** A store that takes its time, is dead, comes too late, or comes back. */
import type { Ran } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { failing, good, holding, openScene, saying, times, used } from "./scene.ts";
import { wired } from "./wire.ts";

const limits = [
  {
    name: "all",
    per: "all" as const,
    requests: { max: 10, window: "1m" },
    tokens: { max: 100_000, window: "1m" },
    concurrency: 5,
  },
  { name: "calls", per: "provider" as const, concurrency: 5 },
];

describe("a store that answers later", () => {
  test("admits no more than the limit, and gets everything back", async () => {
    const { host } = wired();
    const scene = await openScene({ limits }, { host });
    const { answer, waiting } = holding();
    scene.answer = answer;
    const sent = times(50, 0).map(() => scene.one());
    await host.clock.advance(0);
    await host.clock.advance(0);
    expect(waiting).toHaveLength(5);
    for (const go of waiting) go(failing(500));
    await Promise.all(sent);
    scene.answer = saying(used(1, 1));
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) {
      statuses.push(...(await scene.statuses(1)));
      // What a request held is given back when it has its answer.
      await host.clock.advance(0);
    }
    expect(statuses).toEqual([...times(10, 200), 429, 429]);
    await scene.close();
  });

  test("tells of both limits that are used up", async () => {
    const { host } = wired();
    const limit = { per: "all" as const, requests: { max: 1, window: "1m" }, tokens: { max: 10, window: "1m" } };
    const scene = await openScene({ limits: [limit] }, { host });
    scene.answer = saying(used(5, 5));
    await scene.one();
    await host.clock.advance(0);
    expect((await scene.one()).error?.code).toBe("rate_limited");
    await scene.close();
  });

  test("has everything settled before it is closed", async () => {
    const { host, told } = wired();
    const scene = await openScene({ limits }, { host });
    await scene.one();
    expect(told).toEqual(["reserve", "reserve"]);
    await scene.pipeline.close(0);
    expect(told).toEqual(["reserve", "reserve", "settle", "settle"]);
  });
});

describe.each(["dead", "throws", "hangs"] as const)("a store that is %s", (fault) => {
  const through = async (failMode: "closed" | "open"): Promise<{ ran: Ran; back: Ran; messages: readonly string[] }> => {
    const wire = wired();
    const { host } = wire;
    const scene = await openScene({ limits, failMode }, { host });
    wire.fault = fault;
    const sent = scene.one();
    await host.clock.advance(20_000);
    const ran = await sent;
    const more = scene.one();
    await host.clock.advance(20_000);
    await more;
    wire.fault = "none";
    const back = await scene.one();
    await scene.close();
    return { ran, back, messages: host.logged.map(({ message }) => message) };
  };
  const told = ["the store does not answer: limits cannot be enforced", "the store answers again: limits are enforced"];

  test("is a 503 of the whole request, and heals by itself", async () => {
    const { ran, back, messages } = await through("closed");
    expect(ran.error).toMatchObject({ status: 503, code: "store_unavailable", by: "rate-limit", scope: "request" });
    expect(back.status).toBe(200);
    expect(messages).toEqual(told);
  });

  test("lets everything through when it may", async () => {
    const { ran, back, messages } = await through("open");
    expect([ran.status, back.status]).toEqual([200, 200]);
    expect(messages).toEqual(told);
  });
});

test("what a store admits too late is given back", async () => {
  const wire = wired();
  const { host } = wire;
  const scene = await openScene(
    { limits: [{ name: "one", per: "all", requests: { max: 1, window: "1d" }, concurrency: 1 }] },
    { host },
  );
  wire.fault = "hangs";
  const sent = scene.one();
  await host.clock.advance(3000);
  expect((await sent).status).toBe(503);
  wire.fault = "none";
  wire.release();
  await host.clock.advance(0);
  expect((await scene.one()).status).toBe(200);
  await scene.close();
});

test("a store that dies under way spoils no answer, and places free themselves", async () => {
  const wire = wired();
  const { host } = wire;
  const scene = await openScene({ limits, leaseMs: 30_000 }, { host });
  scene.answer = (call) => ((wire.fault = "dead"), good(call));
  expect((await scene.one()).status).toBe(200);
  wire.fault = "none";
  await host.clock.advance(30_000);
  expect(await host.store.used([{ key: "rate-limit:all:concurrency" }])).toEqual([0]);
  await scene.close();
});
