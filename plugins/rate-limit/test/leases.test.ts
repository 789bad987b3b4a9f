/** Places at a time are kept as long as they are used, and no longer. */
import { createHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { type Answer, good, holding, openScene, streaming } from "./scene.ts";

const held = holding();

test.each<readonly [string, Answer, () => void]>([
  ["the provider is silent", held.answer, () => held.waiting.forEach((go) => go(good))],
  ["bytes flow", streaming(undefined, "open"), () => {}],
])("while %s a place is kept, and renewed no more often than it must be", async (_what, answer, finish) => {
  const host = createHost();
  const renewed: string[] = [];
  const renew = host.store.renew.bind(host.store);
  host.store.renew = (id, ttlMs) => (renewed.push(id), renew(id, ttlMs));
  const scene = await openScene({ limits: [{ per: "all", concurrency: 1 }], leaseMs: 60_000 }, { host });
  scene.answer = answer;
  const first = scene.one();
  await host.clock.advance(600_000);
  expect(renewed).toHaveLength(30);
  expect((await scene.one()).error?.code).toBe("concurrency_limited");
  finish();
  await scene.close();
  await first;
  expect(host.clock.pending).toBe(0);
});

test("with nothing in progress there is no timer", async () => {
  const scene = await openScene({ limits: [{ per: "all", concurrency: 1 }], leaseMs: 60_000 });
  expect(await scene.statuses(3)).toEqual([200, 200, 200]);
  await scene.host.clock.advance(20_000);
  expect(scene.host.clock.pending).toBe(0);
  await scene.close();
});

test("a replica that died frees its places after the lease, and its windows stay charged", async () => {
  const { clock, store } = createHost();
  const limit = { name: "one", per: "all" as const, requests: { max: 1, window: "1d" }, concurrency: 1 };
  const holds = [
    { key: "rate-limit:one:requests", amount: 1, limit: 1, window: { ms: 86_400_000, sliding: false } },
    { key: "rate-limit:one:concurrency", amount: 1, limit: 1 },
  ];
  // What a process held that never came to settle it.
  await store.reserve("lost", holds, 60_000);
  await clock.advance(60_000);
  const scene = await openScene({ limits: [limit] }, { host: createHost({ clock, store }) });
  expect((await scene.one()).error?.code).toBe("request_limited");
  expect(await store.used(holds)).toEqual([1, 0]);
  await scene.close();
});
