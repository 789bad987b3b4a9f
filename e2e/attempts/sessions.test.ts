/** Promise: a session stays where it was served, apart from every other caller's, and moves once when its target is lost. */
import { definePlugin, type PluginUse } from "@headgate/core";
import { createRandom } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { expect, test } from "vitest";
import { z } from "zod";
import { answers, openScene, well } from "./scene.ts";

const targets = ["a", "b", "c"].map((provider) => ({ provider, model: "m" }));
const providers = targets.map(({ provider }) => ({
  name: provider,
  dialect: "openai",
  credentials: [`${provider}-0`, `${provider}-1`],
}));

/** Believes what the client says of itself. */
const whoAsks: PluginUse = definePlugin({
  api: 1,
  name: "who-asks",
  config: z.strictObject({}),
  gives: [Principal],
  setup: () => ({
    pre(x) {
      const id = x.headers["x-caller"] ?? "nobody";
      x.set(Principal, { id, name: id, kind: "key", admin: false });
    },
  }),
})({});

const ask = (caller: string, session: string) => ({
  headers: { "content-type": "application/json", "x-caller": caller, "x-bf-session-id": session },
  json: { model: "fast", messages: [{ role: "user", content: "Hello" }] },
});

test("100 sessions of 20 turns over 3 targets that fail at times: at least 95 % of the turns at home", async () => {
  const random = createRandom(3);
  const lost = new Map<string, number>();
  const scene = await openScene({
    providers,
    aliases: { fast: targets },
    before: [whoAsks],
    moods: Object.fromEntries(
      targets.map(({ provider }) => [
        provider,
        (call, at) => (at < (lost.get(provider) ?? 0) ? answers(404, "target")(call, at) : well(call, at)),
      ]),
    ),
  });
  const { clock } = scene.host;
  const homes = new Map<string, string>();
  let moved = 0;
  let losses = 0;
  for (let turn = 0; turn < 20; turn++) {
    for (let session = 0; session < 100; session++) {
      // Now and then a target is gone for a moment, so that sessions come to live on all three.
      if (random.number() < 0.004) {
        lost.set(targets[Math.floor(random.number() * 3)]!.provider, clock.now() + 20);
        losses += 1;
      }
      const { body, status } = await scene.open.send(ask("one", `s${session}`), targets[0]);
      expect(status).toBe(200);
      const home = homes.get(`s${session}`);
      if (home !== undefined && home !== body) moved += 1;
      homes.set(`s${session}`, body);
      await clock.advance(10);
    }
  }
  expect(losses).toBeGreaterThan(3);
  expect(new Set(homes.values()).size).toBeGreaterThan(1);
  expect(moved / 2000).toBeLessThanOrEqual(0.05);
});

test("a lost target moves its session once, and the session does not wander back", async () => {
  let aIsUp = true;
  const scene = await openScene({
    providers,
    aliases: { fast: targets },
    before: [whoAsks],
    moods: { a: (call, at) => (aIsUp ? well(call, at) : answers(404, "target")(call, at)), b: well, c: well },
  });
  const bodies: string[] = [];
  const turn = async (): Promise<void> => void bodies.push((await scene.open.send(ask("one", "s"), targets[0])).body);
  await turn();
  aIsUp = false;
  for (let i = 0; i < 5; i++) await turn();
  aIsUp = true;
  for (let i = 0; i < 5; i++) await turn();
  expect(bodies).toEqual(['"a/m"', ...Array.from({ length: 10 }, () => '"b/m"')]);
  // Asked exactly once after it was lost.
  expect(scene.seen.filter(({ provider }) => provider === "a")).toHaveLength(2);
});

test("equal session ids of two callers never meet", async () => {
  let aIsUp = false;
  const scene = await openScene({
    providers,
    aliases: { fast: targets },
    before: [whoAsks],
    moods: { a: (call, at) => (aIsUp ? well(call, at) : answers(404, "target")(call, at)), b: well, c: well },
  });
  const of = async (caller: string): Promise<string> => (await scene.open.send(ask(caller, "same"), targets[0])).body;
  expect(await of("one")).toBe('"b/m"');
  aIsUp = true;
  expect([await of("two"), await of("one"), await of("two")]).toEqual(['"a/m"', '"b/m"', '"a/m"']);
});

test("a session keeps its key while that key is good", async () => {
  let limited = true;
  const scene = await openScene({
    providers,
    aliases: { fast: targets },
    before: [whoAsks],
    moods: {
      a: (call, at) => (limited && call.credential!.name === "a-0" ? answers(429, "key", 1000)(call, at) : well(call, at)),
    },
  });
  await scene.open.send(ask("one", "s"), targets[0]);
  limited = false;
  await scene.host.clock.advance(5000);
  await scene.open.send(ask("one", "s"), targets[0]);
  await scene.open.send(ask("one", "other"), targets[0]);
  expect(scene.seen.map(({ key }) => key)).toEqual(["a-0", "a-1", "a-1", "a-0"]);
});
