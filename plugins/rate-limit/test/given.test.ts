/** Limits that another plugin gives: once per client request, and for each call that leaves. */
import type { Call } from "@headgate/core";
import { type Limit, type Quota } from "@headgate/words";
import { expect, test } from "vitest";
import { giving, good, openScene, times } from "./scene.ts";

const per = (max: number): Quota => ({ max, window: { ms: 60_000 }, every: "1m" });
const key: Limit = { owner: "VK", key: "governance:rl-1", requests: per(2) };
const ofTarget = ({ provider, model }: Call): readonly Limit[] => [
  { owner: `provider ${provider}`, key: `governance:${provider}`, requests: per(3), concurrency: 2 },
  { owner: `model ${model}`, key: `governance:${model}`, requests: per(2) },
];

test("a caller's limit is Bifrost's answer to the third request", async () => {
  const scene = await openScene({}, { outside: [giving({ request: [key] })] });
  expect(await scene.statuses(3)).toEqual([200, 200, 429]);
  const { error } = await scene.one();
  expect(error).toMatchObject({ code: "request_limited", scope: "request", retryAfterMs: 60_000 });
  expect(error?.message).toBe(
    "Rate limit check failed: rate limit violated for VK: request limit exceeded (2/2, resets every 1m)",
  );
  await scene.close();
});

test("what is used is stored under the limit's own key, for the plugin that gave it", async () => {
  const window = { ms: 60_000 };
  const limit: Limit = { ...key, tokens: { max: 5000, window, every: "1m" }, concurrency: 5 };
  const scene = await openScene({}, { outside: [giving({ request: [limit] })] });
  scene.answer = async (call) => {
    const holds = [
      { key: "governance:rl-1:requests", window },
      { key: "governance:rl-1:tokens", window },
      { key: "governance:rl-1:concurrency" },
    ];
    expect(await scene.host.store.used(holds)).toEqual([1, expect.any(Number), 1]);
    return good(call);
  };
  expect((await scene.one()).status).toBe(200);
  await scene.close();
});

test("a call's limits stop its target only", async () => {
  const scene = await openScene({}, { outside: [giving({ call: (_x, call) => ofTarget(call) })] });
  expect(await scene.statuses(3, { json: { model: "openai/a" } })).toEqual([200, 200, 429]);
  const { error } = await scene.one({ json: { model: "openai/a" } });
  expect(error).toMatchObject({ code: "request_limited", scope: "target" });
  expect(error?.message).toContain("violated for model a");
  expect(await scene.statuses(2, { json: { model: "openai/b" } })).toEqual([200, 429]);
  expect((await scene.one({ json: { model: "openai/b" } })).error?.message).toContain("violated for provider openai");
  expect(await scene.statuses(1, { json: { model: "azure/b" } })).toEqual([200]);
  await scene.close();
});

test("limits of both sources hold together", async () => {
  const options = { limits: [{ per: "all" as const, requests: { max: 1, window: "1s" } }] };
  const scene = await openScene(options, { outside: [giving({ request: [key] })] });
  expect(await scene.statuses(2)).toEqual([200, 429]);
  await scene.host.clock.advance(1000);
  expect(await scene.statuses(1)).toEqual([200]);
  await scene.host.clock.advance(1000);
  expect((await scene.one()).error?.message).toContain("violated for VK");
  await scene.close();
});

test("a period of the giver's choosing ends when it says", async () => {
  const { clock } = (await openScene({})).host;
  const now = clock.now();
  const month: Quota = { max: 1, window: { from: now - 1000, until: now + 5000 }, every: "1M" };
  const scene = await openScene({}, { outside: [giving({ request: [{ ...key, requests: month }] })] });
  expect(await scene.statuses(2)).toEqual([200, 429]);
  expect((await scene.one()).error?.retryAfterMs).toBe(5000);
  await scene.close();
});

test("nothing is asked of the store for a request that no limit concerns", async () => {
  const when = { models: ["other"] };
  const scene = await openScene(
    { limits: [{ per: "all", concurrency: 1, when }] },
    { outside: [giving({ call: () => [{ owner: "nobody", key: "none" }] })] },
  );
  scene.host.store.reserve = () => expect.unreachable();
  expect(await scene.statuses(3)).toEqual(times(3, 200));
  await scene.close();
});
