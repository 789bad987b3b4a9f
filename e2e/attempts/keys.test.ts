/** Promise: a key that rests is left alone for exactly as long, and no client hears of it while another key is good. */
import { type Reply } from "@headgate/core";
import { createRandom } from "@headgate/testkit";
import { expect, test } from "vitest";
import { answers, openScene, type Seen, well } from "./scene.ts";

const names = Array.from({ length: 15 }, (_, i) => `k${i}`);
const target = { provider: "openai", model: "m" };

test("15 keys fail by script for an hour: none is used while it rests, each again within one request after it", async () => {
  const random = createRandom(7);
  const rests = new Map<string, number>();
  const broken: Seen[] = [];
  const scene = await openScene({
    providers: [{ name: "openai", dialect: "openai", credentials: names }],
    moods: {
      openai(call, at) {
        const key = call.credential!.name;
        if (at < (rests.get(key) ?? 0)) broken.push(scene.seen.at(-1)!);
        // The last key is never limited: there is always one that is good.
        if (key === "k14" || random.number() > 0.3) return well(call, at);
        const wait = 1000 * Math.ceil(random.number() * 60);
        rests.set(key, at + wait);
        return answers(429, "key", wait)(call, at);
      },
    },
  });
  const { clock } = scene.host;
  const late: string[] = [];
  for (let request = 0; request < 2000; request++) {
    const before = scene.seen.length;
    const { status } = await scene.open.send({}, target);
    expect(status).toBe(200);
    const now = clock.now();
    // Keys are taken in order: the first that does not rest is the one to be tried first.
    const due = names.find((key) => (rests.get(key) ?? 0) <= now || scene.seen.slice(before).some((call) => call.key === key))!;
    if (scene.seen[before]!.key !== due) late.push(`${request}: ${scene.seen[before]!.key}, not ${due}`);
    await clock.advance(Math.floor(random.number() * 3600));
  }
  expect(broken).toEqual([]);
  expect(late).toEqual([]);
  expect(new Set(scene.seen.map(({ key }) => key))).toEqual(new Set(names));
}, 60_000);

test("1,000 requests race on a failing key: one call each at most, none that starts after its mark, nothing left behind", async () => {
  let marked = false;
  const startedAfter: Seen[] = [];
  const perRequest = new Map<unknown, string[]>();
  const scene = await openScene({
    providers: [{ name: "openai", dialect: "openai", credentials: ["k0", "k1"] }],
    moods: {
      async openai(call, at): Promise<Reply> {
        const key = call.credential!.name;
        perRequest.set(call.body, [...(perRequest.get(call.body) ?? []), key]);
        if (key === "k0" && marked) startedAfter.push(scene.seen.at(-1)!);
        await new Promise((resolve) => void setImmediate(resolve));
        if (key !== "k0") return well(call, at);
        // The mark is set before the refused request goes on, within this very turn.
        queueMicrotask(() => queueMicrotask(() => setImmediate(() => (marked = true))));
        return answers(429, "key", 5000)(call, at);
      },
    },
  });
  const runs: Promise<number>[] = [];
  for (let i = 0; i < 1000; i++) {
    runs.push(scene.open.send({}, target).then(({ status }) => status));
    if (i % 50 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(new Set(await Promise.all(runs))).toEqual(new Set([200]));
  expect(startedAfter).toEqual([]);
  for (const keys of perRequest.values()) expect(new Set(keys).size).toBe(keys.length);
  expect(scene.seen.some(({ key }) => key === "k0")).toBe(true);
  expect(scene.host.clock.pending).toBe(0);
  const before = scene.seen.length;
  await scene.open.send({}, target);
  expect(scene.seen.slice(before).map(({ key }) => key)).toEqual(["k1"]);
});
