/** How a permanently marked key comes back when the config lets it: one request at a time may try it. */
import { reply } from "@headgate/core";
import type { ScriptedReply } from "@headgate/testkit";
import { expect, test } from "vitest";
import { createScene, failing, good, idOf, keyOf, lost, type Scene, type SceneInit } from "./scene.ts";

const halfOpenAfterMs = 1000;

/** k0 has just been rejected. */
async function rejected(k0: readonly ScriptedReply[], more: Partial<SceneInit> = {}): Promise<Scene> {
  const script = { k0: [failing(401), ...k0], k1: good };
  const scene = await createScene({ keys: ["k0", "k1"], script, options: { halfOpenAfterMs }, ...more });
  expect((await scene.ask()).status).toBe(200);
  // The script goes by what was seen: k0's first entry stays behind.
  scene.seen.pop();
  return scene;
}

test("stays away until its time has come, then is tried and used again", async () => {
  const scene = await rejected([good, good]);
  await scene.host.clock.advance(halfOpenAfterMs - 1);
  await scene.ask();
  await scene.host.clock.advance(1);
  await scene.ask();
  expect([scene.seen.slice(1), await scene.states()]).toEqual([
    ["k1", "k0"],
    ["valid", "valid"],
  ]);
  await scene.ask();
  expect(scene.seen.slice(1)).toEqual(["k1", "k0", "k0"]);
});

test("never comes back unless the config says so", async () => {
  const scene = await rejected([], { options: {} });
  await scene.host.clock.advance(300 * 24 * 3_600_000);
  await scene.ask();
  expect(scene.seen.slice(1)).toEqual(["k1"]);
});

test("a second rejection counts from its own time, and the client gets the next key's answer", async () => {
  const scene = await rejected([failing(403), good]);
  await scene.host.clock.advance(halfOpenAfterMs);
  expect((await scene.ask()).status).toBe(200);
  await scene.host.clock.advance(halfOpenAfterMs - 1);
  await scene.ask();
  expect(scene.seen.slice(1)).toEqual(["k0", "k1", "k1"]);
  await scene.host.clock.advance(1);
  await scene.ask();
  expect(scene.seen.slice(4)).toEqual(["k0"]);
});

test("a limit shows that the key is accepted: it rests and comes back", async () => {
  const scene = await rejected([failing(429, { wait: 5 }), good]);
  await scene.host.clock.advance(halfOpenAfterMs);
  await scene.ask();
  expect(await scene.states()).toEqual(["temp", "valid"]);
  await scene.host.clock.advance(4999);
  await scene.ask();
  await scene.host.clock.advance(1);
  await scene.ask();
  expect(scene.seen.slice(1)).toEqual(["k0", "k1", "k1", "k0"]);
});

/** What the trial meets, and the key's state after it. */
test.each<readonly [string, ScriptedReply, string, number]>([
  ["an answer", good, "valid", 200],
  ["an error that is not the key's", failing(400), "valid", 400],
  ["a broken transport, which has shown the key to nobody", lost(502), "perm", 502],
  ["a refusal by a plugin further in", { ...failing(500), call: undefined }, "perm", 500],
  ["a throw", new Error("socket hang up"), "perm", 500],
  ["a later throw", () => Promise.reject(new Error("socket hang up")), "perm", 500],
])("%s ends the trial", async (_what, met, state, status) => {
  const scene = await rejected([met, good]);
  await scene.host.clock.advance(halfOpenAfterMs);
  expect([(await scene.ask()).status, await scene.states()]).toEqual([status, [state, "valid"]]);
  // Whatever it met, the next request is not kept from the key.
  await scene.ask();
  expect(scene.seen.slice(1)).toEqual(["k0", "k0"]);
  expect(scene.host.clock.pending).toBe(0);
});

test("one request at a time tries it, over all replicas; the others go on with the next key", async () => {
  let answer = (): void => {};
  const slow: ScriptedReply = (_x, call) => new Promise((resolve) => (answer = () => resolve(reply({ ...good, call }))));
  const scene = await rejected([slow, good]);
  const other = await createScene({ keys: ["k0", "k1"], script: { k1: good }, options: { halfOpenAfterMs }, host: scene.host });
  const { clock } = scene.host;
  await clock.advance(halfOpenAfterMs);
  const trial = scene.ask();
  await clock.advance(0);
  expect((await Promise.all([scene.ask(), scene.ask(), other.ask()])).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect([scene.seen.slice(1), other.seen]).toEqual([["k0", "k1", "k1"], ["k1"]]);
  answer();
  expect((await trial).status).toBe(200);
  await scene.ask();
  expect(scene.seen.at(-1)).toBe("k0");
});

test("a pool whose only key is on trial is a pool of rejected keys to everybody else", async () => {
  let answer = (): void => {};
  const slow: ScriptedReply = (_x, call) => new Promise((resolve) => (answer = () => resolve(reply({ ...good, call }))));
  const scene = await createScene({ keys: ["k0"], script: { k0: [failing(401), slow] }, options: { halfOpenAfterMs } });
  await scene.ask();
  await scene.host.clock.advance(halfOpenAfterMs);
  const trial = scene.ask();
  await scene.host.clock.advance(0);
  expect((await scene.ask()).error?.message).toBe("all configured keys failed authentication");
  answer();
  expect((await trial).status).toBe(200);
});

test("a key without a free place is not on trial, and can be tried once it has one", async () => {
  const key = keyOf("k0", { concurrency: 1 });
  const scene = await createScene({ keys: [key, "k1"], script: { k0: good, k1: good }, options: { halfOpenAfterMs } });
  const { store, clock } = scene.host;
  await store.max(idOf(key), 4e15 + clock.now(), 60_000);
  await store.reserve("another", [{ key: `${idOf(key)}:calls`, amount: 1, limit: 1 }], 60_000);
  await clock.advance(halfOpenAfterMs);
  await scene.ask();
  await store.settle("another", [1]);
  await scene.ask();
  expect(scene.seen).toEqual(["k1", "k0"]);
});
