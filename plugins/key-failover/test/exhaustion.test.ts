/** What the client is told when no key is left, and when the search ends before that. */
import { reply } from "@headgate/core";
import { exchangeOf, leave } from "@headgate/testkit";
import { Attempts } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { createScene, failing, good, type Script } from "./scene.ts";

describe("when no key is left, the client is told in our words", () => {
  test("that all are limited, with code, type and who said so", async () => {
    const scene = await createScene({ keys: ["k0"], script: { k0: failing(429, { wait: 2 }) } });
    const ran = await scene.ask();
    expect(ran.error).toEqual({
      code: "rate_limit_exceeded",
      type: "rate_limit_error",
      status: 429,
      message: "all configured keys are rate-limited",
      by: "key-failover",
      scope: "target",
      retryAfterMs: 2000,
    });
    expect([ran.body, scene.endings]).toEqual(["", ["discarded"]]);
  });
  test("that all were rejected, without a wait", async () => {
    const scene = await createScene({ keys: ["k0", "k1"], script: { k0: failing(401, { wait: 9 }), k1: failing(403) } });
    expect((await scene.ask()).error).toEqual({
      code: "server_error",
      type: "api_error",
      status: 502,
      message: "all configured keys failed authentication",
      by: "key-failover",
      scope: "target",
    });
  });
  test.each<[number, string | undefined]>([
    [401, "false"],
    [429, undefined],
  ])("after %i that asking again is x-should-retry: %s", async (status, should) => {
    const scene = await createScene({ keys: ["k0"], script: { k0: failing(status) } });
    for (const ran of [await scene.ask(), await scene.ask()]) expect(ran.headers["x-should-retry"]).toBe(should);
  });
  test("without asking the provider, while all rest or are rejected", async () => {
    const scene = await createScene({ keys: ["k0", "k1"], script: { k0: failing(429, { wait: 30 }), k1: failing(401) } });
    await scene.ask();
    await scene.host.clock.advance(10_000);
    const ran = await scene.ask();
    expect([ran.status, ran.error?.retryAfterMs, ran.outcome.call]).toEqual([429, 20_000, undefined]);
    expect(scene.seen).toEqual(["k0", "k1"]);
  });
  test("without a wait, when a key recovered while the others were tried", async () => {
    const script: Script = {
      k0: failing(429, { wait: 1 }),
      k1: async (_x, call) => {
        await scene.host.clock.advance(1000);
        return reply({ ...failing(401), call });
      },
    };
    const scene = await createScene({ keys: ["k0", "k1"], script });
    const ran = await scene.ask();
    expect([ran.status, ran.error?.code, ran.error?.retryAfterMs]).toEqual([429, "rate_limit_exceeded", undefined]);
    expect(scene.seen).toEqual(["k0", "k1"]);
  });
});

describe("stops with the answer it has", () => {
  const keys = ["k0", "k1"];
  test("when the client has left", async () => {
    const script: Script = { k0: (x, call) => (leave(x), reply({ ...failing(429), call })), k1: good };
    const scene = await createScene({ keys, script });
    expect([(await scene.ask()).status, scene.seen]).toEqual([429, ["k0"]]);
    expect(await scene.states()).toEqual(["temp", "valid"]);
  });
  test("when the pass was cut short from outside", async () => {
    const scene = await createScene({ keys, script: { k0: failing(429), k1: good } });
    expect([(await scene.ask({ call: { signal: AbortSignal.abort() } })).status, scene.seen]).toEqual([429, ["k0"]]);
  });
  test("when the time that all attempts share is over, but not when their count is", async () => {
    const scene = await createScene({ keys, script: { k0: [failing(429, { wait: 1 }), failing(429)], k1: good } });
    const x = exchangeOf();
    const until = scene.host.clock.now() + 1000;
    x.set(Attempts, { left: 0, until });
    expect([(await scene.ask({ x })).status, x.get(Attempts)?.left]).toEqual([200, 0]);
    await scene.host.clock.advance(1000);
    const late = exchangeOf();
    late.set(Attempts, { left: 5, until });
    expect([(await scene.ask({ x: late })).status, scene.seen]).toEqual([429, ["k0", "k1", "k0"]]);
  });
});
