/** What a failed call held is free again for those that are made in its place, while its answer is still kept. */
import { definePlugin, type Layer, type PluginUse } from "@headgate/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { failing, from, giving, good, openScene, saying, streaming, used } from "./scene.ts";

/** As fallback does: the first answer is kept to the end, because the client gets it if nothing else succeeds. */
function rerunning(times: number, target: object = {}, drop = false): PluginUse {
  const around: Layer = (send) => async (x, call) => {
    const first = await send(x, call);
    for (let n = 1; n < times && first.error; n++) {
      if (drop) first.discard();
      const next = await send(x, Object.keys(target).length > 0 ? { ...call, ...target } : call);
      if (!next.error) return (first.discard(), next);
      next.discard();
    }
    return first;
  };
  return definePlugin({ api: 1, name: "rerunning", config: z.strictObject({}), setup: () => ({ around }) })({});
}

const of = { requests: { max: 1, window: "1m" }, concurrency: 1 };
const model = { model: "openai/gpt-4o", messages: [], max_tokens: 45 };

test.each([
  ["the provider's limit", { per: "provider" as const, ...of }],
  ["the model's limit", { per: "model" as const, ...of }],
  ["a limit on tokens", { per: "provider" as const, tokens: { max: 80, window: "1m" } }],
])("%s for one call serves the second attempt", async (_what, limit) => {
  const scene = await openScene({ limits: [limit] }, { inside: [rerunning(2, { headers: { second: "1" } })] });
  scene.answer = (call) => (call.headers?.["second"] ? saying(used(30, 20)) : failing(500))(call);
  const ran = await scene.one({ json: model });
  expect([ran.status, scene.calls.length]).toEqual([200, 2]);
  expect((await scene.one({ json: model })).error?.status).toBe(429);
  await scene.close();
});

test("a limit that was given is free for the second attempt too", async () => {
  const limit = { owner: "provider config", key: "k", concurrency: 1 };
  const scene = await openScene(
    { limits: [] },
    { outside: [giving({ call: () => [limit] })], inside: [rerunning(3, { headers: {} })] },
  );
  scene.answer = failing(503);
  expect((await scene.one()).error).toMatchObject({ status: 503, by: "provider" });
  expect(scene.calls).toHaveLength(3);
  expect(await scene.host.store.used([{ key: "k:concurrency" }])).toEqual([0]);
  await scene.close();
});

test("even a failure says what is left of its provider's limit", async () => {
  const scene = await openScene({
    limits: [
      { per: "all", requests: { max: 100, window: "1m" } },
      { per: "provider", requests: { max: 10, window: "1m" } },
    ],
  });
  scene.answer = failing(500);
  const { headers } = await scene.one(from("a"));
  expect([headers["x-ratelimit-limit-requests"], headers["x-ratelimit-remaining-requests"]]).toEqual(["10", "9"]);
  await scene.close();
});

test.each([
  ["kept", false],
  ["dropped first", true],
])("one call that somebody sends twice keeps its place while it is answered, the failure being %s", async (_when, drop) => {
  const limits = [{ per: "provider" as const, name: "p", concurrency: 1 }];
  const place = [{ key: "rate-limit:p:openai:concurrency" }];
  const held: (readonly number[])[] = [];
  const look: PluginUse = definePlugin({
    api: 1,
    name: "look",
    config: z.strictObject({}),
    setup: ({ store }) => ({ post: async () => void held.push(await store.used(place)) }),
  })({});
  let asked = 0;
  const scene = await openScene({ limits }, { inside: [look, rerunning(2, {}, drop)] });
  scene.answer = (call) => (asked++ === 0 ? failing(500) : streaming(used(1, 1)))(call);
  expect((await scene.one({ json: { ...model, stream: true } })).status).toBe(200);
  expect([held, await scene.host.store.used(place)]).toEqual([[[1]], [0]]);
  scene.answer = good;
  expect(await scene.statuses(3)).toEqual([200, 200, 200]);
  await scene.close();
});
