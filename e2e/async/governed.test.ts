/** Promise: a job is governed like any request: judged when it is submitted, held and settled when it runs, and stopped with its key. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, callCost, collect, createKey, type Scene, startAlone, usage, type VirtualKey } from "./scene.ts";

const at = "/v1/async/chat/completions";
const json = { model: "openai/gpt-4o-mini", max_tokens: 10, messages: [{ role: "user", content: "Hello ".repeat(30) }] };
let scene: Scene;
beforeAll(async () => void (scene = await startAlone({ faults: [{ usage }] })));
afterAll(() => scene?.close());

const sent = (key: VirtualKey) => ({ "x-bf-vk": key.value });

test("jobs of a budget for five calls make five calls, and the rest are refused", async () => {
  const { url } = scene.gateway;
  scene.simulator.reset();
  const key = await createKey(url, { budget: { max_limit: (5 * callCost) / 1e9, reset_duration: "1d" } });
  const all = await Promise.all(Array.from({ length: 12 }, () => ask(url, "POST", at, { headers: sent(key), json })));
  const ended = await Promise.all(all.map(({ body }) => collect(url, at, body.id, sent(key))));
  const codes = ended.map(({ body }) => body.status_code!).toSorted((a, b) => a - b);
  expect(codes).toEqual([...Array<number>(5).fill(200), ...Array<number>(7).fill(402)]);
  expect(scene.simulator.calls).toHaveLength(5);
  interface Shown {
    readonly virtual_key: { readonly budget: { readonly current_usage: number } };
  }
  const { body } = await ask<Shown>(url, "GET", `/api/governance/virtual-keys/${key.id}`);
  expect(body.virtual_key.budget.current_usage).toBe((5 * callCost) / 1e9);
});

test("a token limit counts a job's tokens when it runs", async () => {
  const { url } = scene.gateway;
  scene.simulator.reset();
  const key = await createKey(url, { rate_limit: { token_max_limit: 250, token_reset_duration: "1h" } });
  const codes: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const { status, body } = await ask(url, "POST", at, { headers: sent(key), json });
    // What is used up already is known when it is submitted.
    codes.push(status === 202 ? (await collect(url, at, body.id, sent(key))).body.status_code : status);
  }
  expect(codes.slice(0, 2)).toEqual([200, 200]);
  expect(codes.at(-1)).toBe(429);
  expect(scene.simulator.calls.length).toBeLessThanOrEqual(3);
});

test("a key that is deleted meanwhile stops its jobs, and one that is rotated keeps them", async () => {
  const { url } = scene.gateway;
  scene.simulator.reset();
  const [kept, gone] = [await createKey(url), await createKey(url)];
  scene.simulator.script({ hang: true });
  // All places are taken, so that theirs begin only when these are cancelled.
  const fill = await Promise.all(Array.from({ length: 32 }, () => ask(url, "POST", at, { json })));
  await scene.simulator.waitForCalls(32);
  const [mine, theirs] = await Promise.all([kept, gone].map((key) => ask(url, "POST", at, { headers: sent(key), json })));
  const { body: rotated } = await ask<{ virtual_key: VirtualKey }>(
    url,
    "POST",
    `/api/governance/virtual-keys/${kept.id}/rotate`,
    { json: {} },
  );
  expect((await ask(url, "DELETE", `/api/governance/virtual-keys/${gone.id}`)).status).toBe(200);
  scene.simulator.script({ usage });
  for (const { body } of fill) await ask(url, "DELETE", `${at}/${body.id}`);
  const done = await collect(url, at, mine!.body.id, sent(rotated.virtual_key));
  expect([done.status, done.body.status]).toEqual([200, "completed"]);
  // One that came later has ended: theirs has had its turn.
  await collect(url, at, (await ask(url, "POST", at, { json })).body.id);
  // Its key is gone, and so is who could see it; but nothing was sent for it.
  expect(scene.simulator.calls).toHaveLength(34);
  expect((await ask(url, "GET", `${at}/${theirs!.body.id}`)).status).toBe(404);
});
