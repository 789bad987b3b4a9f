/** How long it waits, what ends the wait, and what is held meanwhile: nothing. */
import { type ByteSource, definePlugin, type PluginUse } from "@headgate/core";
import retry from "@headgate/plugin-retry";
import { createHost, createRandom, exchangeOf, leave, openPipeline, scriptedSend } from "@headgate/testkit";
import { Attempts, MoreTargets, takeAttempt } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ask, failing, good, silence } from "./scene.ts";

const later = (retryAfterMs: number) => failing(429, { code: "slow_down", retryAfterMs });

describe("without a word from the provider", () => {
  test("waits at random up to the initial time, doubled each try, and never longer than the longest", async () => {
    const options = { maxRetries: 5, initialMs: 100, maxMs: 400 };
    const caps = [100, 200, 400, 400, 400];
    const longest = caps.map(() => 0);
    for (let seed = 1; seed <= 50; seed++) {
      const { times } = await ask(Array(6).fill(failing(503)), { options, host: createHost({ random: createRandom(seed) }) });
      for (const [n, cap] of caps.entries()) {
        const waited = times[n + 1]! - times[n]!;
        expect(waited).toBeLessThanOrEqual(cap);
        longest[n] = Math.max(longest[n]!, waited);
      }
    }
    // The whole range is used: of fifty draws one comes near the end.
    for (const [n, cap] of caps.entries()) expect(longest[n]).toBeGreaterThan(cap * 0.9);
  });
  test("full jitter spreads a crowd that failed together", async () => {
    const host = createHost();
    const send = scriptedSend(Array(200).fill(failing(503)));
    const at: number[] = [];
    const start = host.clock.now();
    const watched: typeof send = Object.assign(
      (...args: Parameters<typeof send>) => (at.push(host.clock.now() - start), send(...args)),
      send,
    );
    const open = await openPipeline([retry({ maxRetries: 1, initialMs: 1000 })], { host, send: watched });
    const all = Promise.all(Array.from({ length: 100 }, () => open.send()));
    await host.clock.advance(1000);
    await all;
    await open.close();
    for (const quarter of [0, 1, 2, 3]) {
      const those = at.slice(100).filter((ms) => Math.min(3, Math.floor(ms / 250)) === quarter);
      expect(those.length).toBeGreaterThan(10);
    }
  });
});

describe("with a wait that the provider names", () => {
  test.each([1, 2000, 10_000])("of %i ms, it is kept to the millisecond", async (ms) => {
    expect((await ask([later(ms), later(ms), good])).times).toEqual([0, ms, 2 * ms]);
  });
  test("does not hammer: three calls at most, each after its wait", async () => {
    const { ran, times } = await ask([later(2000), later(2000), later(2000)]);
    expect([ran.status, times]).toEqual([429, [0, 2000, 4000]]);
  });
  test("longer than is sensible, gives up at once with the provider's own answer whole", async () => {
    const { ran, calls, endings, pending } = await ask([later(10_001)]);
    expect([ran.status, ran.body, ran.error?.retryAfterMs]).toEqual([429, '{"error":{"code":"slow_down"}}', 10_001]);
    expect([ran.outcome.call, endings, pending]).toEqual([calls[0], [["refused", 0]], 0]);
  });
  test("up to a limit of the config's own", async () => {
    expect((await ask([later(60_000), good], { options: { maxWaitMs: 60_000 } })).times).toEqual([0, 60_000]);
    expect((await ask([later(1000)], { options: { maxWaitMs: 999 } })).times).toEqual([0]);
  });
});

describe("when another target is left", () => {
  const more = (answer: boolean) => ({ prepare: (x: ReturnType<typeof exchangeOf>) => x.set(MoreTargets, () => answer) });
  test.each([
    ["a provider that names a wait", later(1)],
    ["a silent provider", silence],
  ])("%s is not waited for", async (_what, first) => {
    const { ran, times } = await ask([first], more(true));
    expect([ran.status, times, ran.outcome.endedAt - ran.outcome.startedAt]).toEqual([first.status, [0], 0]);
  });
  test("any other failure is still tried again", async () => {
    expect((await ask([failing(503), good], more(true))).ran.status).toBe(200);
  });
  test("and when none is left, both are asked again", async () => {
    expect((await ask([later(1), good], more(false))).times).toEqual([0, 1]);
    expect((await ask([silence, good], more(false))).ran.status).toBe(200);
  });
  test("the question is asked about the call that failed", async () => {
    const asked: unknown[] = [];
    const prepare = (x: ReturnType<typeof exchangeOf>) => x.set(MoreTargets, (...about) => asked.push(about) > 9);
    const { ran, calls } = await ask([later(1), good], { prepare });
    expect(asked).toEqual([[ran.x, calls[0]]]);
  });
});

describe("while it waits", () => {
  test("holds nothing: the failed answer is dropped before, not after", async () => {
    const cancelled: number[] = [];
    const host = createHost();
    const start = host.clock.now();
    const body: ByteSource = { start() {}, pause() {}, resume() {}, cancel: () => void cancelled.push(host.clock.now() - start) };
    const { endings } = await ask([{ ...later(2000), body }, good], { host });
    expect([cancelled, endings]).toEqual([
      [0],
      [
        ["discarded", 0],
        ["complete", 2000],
      ],
    ]);
  });
  test("a client that leaves ends it at once, without another call and with nothing left behind", async () => {
    const { ran, times, pending } = await ask([later(2000)], { at: [500, leave] });
    expect([times, ran.error?.code, ran.status, pending]).toEqual([[0], "slow_down", 429, 0]);
    expect(ran.outcome.endedAt - ran.outcome.startedAt).toBe(500);
  });
  test("so does a plugin that limits the pass", async () => {
    const limit = new AbortController();
    const { ran, times, pending } = await ask([later(2000)], { call: { signal: limit.signal }, at: [500, () => limit.abort()] });
    expect([times, ran.status, pending]).toEqual([[0], 429, 0]);
    expect(ran.outcome.endedAt - ran.outcome.startedAt).toBe(500);
  });
  test("the client of a limited pass may leave too", async () => {
    const { signal } = new AbortController();
    const { ran } = await ask([later(2000)], { call: { signal }, at: [500, leave] });
    expect(ran.outcome.endedAt - ran.outcome.startedAt).toBe(500);
  });
});

test("does not even begin to wait for a client that has left or a pass that is over", async () => {
  expect((await ask([failing(503)], { prepare: leave })).ran.body).toContain("provider_error");
  expect((await ask([failing(503)], { call: { signal: AbortSignal.abort() } })).ran.body).toContain("provider_error");
});

describe("the budget that all re-runs share", () => {
  const now = createHost().clock.now();
  test.each([
    ["count", { left: 0, until: now + 60_000 }],
    ["time", { left: 5, until: now }],
    ["time before the wait is over", { left: 5, until: now + 2000 }],
  ])("allows no try when it is spent by %s, and the answer stays whole", async (_what, budget) => {
    const { ran, times } = await ask([later(2000)], { prepare: (x) => x.set(Attempts, { ...budget }) });
    expect([ran.body, times]).toEqual(['{"error":{"code":"slow_down"}}', [0]]);
    expect(ran.x.get(Attempts)).toEqual(budget);
  });
  test("allows as many tries as are left", async () => {
    const prepare = (x: ReturnType<typeof exchangeOf>) => x.set(Attempts, { left: 1, until: now + 60_000 });
    expect((await ask([failing(503), failing(503)], { prepare })).ran.x.get(Attempts)?.left).toBe(0);
  });
  test("is shared with plugins that re-run outside: tries add up, they do not multiply", async () => {
    const host = createHost();
    const send = scriptedSend(Array(8).fill(failing(503)));
    const open = await openPipeline([rerunner(10, host.clock.now), retry({ maxRetries: 10 })], { host, send });
    const sent = open.send();
    await host.clock.advance(600_000);
    expect((await sent).status).toBe(503);
    await open.close();
    send.verify();
  });
});

/** Stands for fallback: asks again as often as the budget lets it. */
function rerunner(most: number, now: () => number): PluginUse {
  return definePlugin({
    api: 1,
    name: "rerunner",
    config: z.strictObject({}),
    setup: () => ({
      around: (send) => async (x, call) => {
        let last = await send(x, call);
        for (let n = 0; n < most && last.error && takeAttempt(x, now()); n++) {
          last.discard();
          last = await send(x, { ...call });
        }
        return last;
      },
    }),
  })({});
}
