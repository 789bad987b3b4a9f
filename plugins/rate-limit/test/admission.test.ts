/** Never more than the limit, at any concurrency; and whatever a request held comes back when it ends. */
import type { Call, Exchange, MaybePromise, Reply } from "@headgate/core";
import rateLimit, { type RateLimitOptions } from "@headgate/plugin-rate-limit";
import { createHost, createRandom, exchangeOf, leave, openPipeline } from "@headgate/testkit";
import { expect, test } from "vitest";
import { type Answer, failing, good, holding, openScene, silent, streaming, times } from "./scene.ts";

const minute = 60_000;
const count = (statuses: readonly number[], status: number): number => statuses.filter((it) => it === status).length;

test.each<readonly [string, RateLimitOptions]>([
  ["requests", { limits: [{ per: "all", requests: { max: 100, window: "1m" } }] }],
  [
    "tokens",
    { limits: [{ per: "all", tokens: { max: 100_000, window: "1m" } }], estimateTokens: { bytesPerToken: 1000, output: 999 } },
  ],
  ["requests at a time", { limits: [{ per: "all", concurrency: 100 }] }],
  ["calls to a provider", { limits: [{ per: "provider", requests: { max: 100, window: "1m" } }] }],
  ["calls to a provider at a time", { limits: [{ per: "provider", concurrency: 100 }] }],
  ["requests in a sliding window", { limits: [{ per: "all", requests: { max: 100, window: "1m" }, sliding: true }] }],
])("of 1,000 requests at once a limit of 100 %s admits exactly 100", async (_what, options) => {
  const scene = await openScene(options);
  const { answer, waiting } = holding();
  scene.answer = answer;
  const sent = times(1000, 0).map(() => scene.one());
  await scene.host.clock.advance(0);
  expect(waiting).toHaveLength(100);
  for (const go of waiting) go(good);
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect([count(statuses, 200), count(statuses, 429)]).toEqual([100, 900]);
  await scene.close();
});

const endings: readonly (readonly [string, Answer])[] = [
  ["a whole answer", good],
  ["a whole stream", streaming(undefined)],
  ["a stream cut midway", streaming(undefined, "cut")],
  ["a provider's error", failing(500)],
  ["a crash", () => Promise.reject(new Error("bug"))],
];

test.each(endings)("a place is free again after %s", async (_what, answer) => {
  const scene = await openScene({
    limits: [
      { name: "callers", per: "all", concurrency: 1 },
      { name: "calls", per: "model", concurrency: 1 },
    ],
  });
  scene.answer = answer;
  await scene.statuses(3);
  scene.answer = good;
  expect(await scene.statuses(2)).toEqual([200, 200]);
  await scene.close();
});

test.each<readonly [string, Answer, readonly number[]]>([
  ["answers", good, [200, 200, 429]],
  ["whole streams", streaming(undefined), [200, 200, 429]],
  ["streams that are cut", streaming(undefined, "cut"), [200, 200, 200]],
  ["a provider's errors", failing(500), [500, 500, 500]],
  ["crashes", () => Promise.reject(new Error("bug")), [500, 500, 500]],
])("%s: only what succeeded is counted", async (_what, answer, statuses) => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 2, window: "1m" } }] });
  scene.answer = answer;
  expect(await scene.statuses(3)).toEqual(statuses);
  await scene.close();
});

test("10,000 cancelled calls leave nothing held", async () => {
  const scene = await openScene({
    limits: [
      { per: "all", requests: { max: 10, window: "1d" }, tokens: { max: 20_000, window: "1d" }, concurrency: 10 },
      { per: "provider", requests: { max: 10, window: "1d" }, tokens: { max: 20_000, window: "1d" }, concurrency: 10 },
    ],
  });
  scene.answer = silent;
  for (let n = 0; n < 1000; n++) {
    const ten = times(10, 0).map(() => {
      const x = exchangeOf();
      const sent = scene.send(x);
      leave(x);
      return sent;
    });
    expect(scene.calls).toHaveLength(10 * (n + 1));
    for (const { status } of await Promise.all(ten)) expect(status).toBe(499);
  }
  scene.answer = good;
  expect(await scene.statuses(11)).toEqual([...times(10, 200), 429]);
  await scene.close();
}, 30_000);

test("a client that leaves midway has used its request, and frees its place", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 3, window: "1m" }, concurrency: 1 }] });
  scene.answer = streaming(undefined, "open");
  for (let n = 0; n < 3; n++) {
    const x = exchangeOf();
    const sent = scene.send(x);
    await scene.host.clock.advance(0);
    leave(x);
    expect((await sent).outcome.ended).toBe("aborted");
  }
  expect((await scene.one()).error?.code).toBe("request_limited");
  await scene.close();
});

test("a refused request takes nothing from any other limit", async () => {
  const scene = await openScene({
    limits: [
      { name: "wide", per: "all", requests: { max: 5, window: "1m" } },
      { name: "narrow", per: "key", requests: { max: 1, window: "1m" }, concurrency: 1 },
      { name: "calls", per: "provider", requests: { max: 3, window: "1m" } },
    ],
  });
  const as = (caller: string): object => ({ headers: { "x-caller": caller } });
  expect(await scene.statuses(10, as("a"))).toEqual([200, ...times(9, 429)]);
  expect([await scene.one(as("b")), await scene.one(as("c"))].map(({ status }) => status)).toEqual([200, 200]);
  // The calls are used up, and what they refuse gives back what the caller's limits held.
  for (let n = 0; n < 5; n++)
    expect((await scene.one(as("d"))).error).toMatchObject({ code: "request_limited", scope: "target" });
  expect((await scene.one(as("a"))).error?.message).toContain("narrow");
  await scene.close();
});

test("several windows hold at once, and each restarts by itself", async () => {
  const scene = await openScene({
    limits: [
      { per: "all", requests: { max: 2, window: "1s" } },
      { per: "all", requests: { max: 5, window: "1m" } },
    ],
  });
  const { clock } = scene.host;
  const seen: (readonly number[])[] = [];
  for (let second = 0; second < 4; second++) {
    seen.push(await scene.statuses(3));
    await clock.advance(1000);
  }
  expect(seen).toEqual([[200, 200, 429], [200, 200, 429], [200, 429, 429], times(3, 429)]);
  expect((await scene.one()).error?.message).toContain("5/5, resets every 1m");
  await clock.advance(minute);
  expect(await scene.statuses(3)).toEqual([200, 200, 429]);
  await scene.close();
});

test("a refusal says when it is worth coming back, where anybody knows", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 1, window: "1m" }, concurrency: 1 }] });
  const { answer, waiting } = holding();
  scene.answer = answer;
  const first = scene.one();
  await scene.host.clock.advance(15_000);
  expect((await scene.one()).error).toMatchObject({ code: "request_limited", retryAfterMs: 45_000 });
  await scene.host.clock.advance(45_000);
  const { error } = await scene.one();
  expect(error).toMatchObject({ code: "concurrency_limited", retryAfterMs: undefined });
  expect(error?.message).toBe("Rate limit check failed: rate limit violated for all: concurrency limit exceeded (1/1)");
  waiting[0]!(good);
  await first;
  await scene.close();
});

test("a sliding window has no border where twice the limit fits", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 2, window: "1m" }, sliding: true }] });
  await scene.host.clock.advance(59_000);
  expect(await scene.statuses(3)).toEqual([200, 200, 429]);
  await scene.host.clock.advance(30_000);
  expect(await scene.statuses(1)).toEqual([429]);
  await scene.host.clock.advance(40_000);
  expect(await scene.statuses(3)).toEqual([200, 200, 429]);
  await scene.close();
});

test("two replicas with one store share every limit", async () => {
  const options: RateLimitOptions = { limits: [{ per: "all", requests: { max: 100, window: "1m" }, concurrency: 30 }] };
  const first = createHost();
  const { clock, store } = first;
  const { answer, waiting } = holding();
  const send = (x: Exchange, call: Call): MaybePromise<Reply> => answer(call, x);
  const replicas = await Promise.all(
    [first, createHost({ clock, store, random: createRandom(2) })].map((host) =>
      openPipeline([rateLimit(options)], { host, send }),
    ),
  );
  let served = 0;
  for (let round = 0; round < 4; round++) {
    const sent = times(100, 0).map((_, n) => replicas[n % 2]!.send());
    await clock.advance(0);
    expect(waiting.length).toBe(round < 3 ? 30 : 10);
    for (const go of waiting.splice(0)) go(good);
    served += count(
      (await Promise.all(sent)).map(({ status }) => status),
      200,
    );
  }
  expect(served).toBe(100);
  await Promise.all(replicas.map((replica) => replica.close()));
});
