/** A session never reaches what the request itself may not. */
import { expect, test } from "vitest";
import { createScene, haiku, llama, openSessions, served, small, type Turn } from "./scene.ts";

const vip = { provider: "openai", model: "vip" };

/** The session was served by `bound`; the next turn asks as `turn` says. */
test.each<readonly [string, typeof small, Turn, string]>([
  ["a target of the alias", llama, {}, "groq/llama"],
  ["a target of the body's list", vip, { json: { fallbacks: ["openai/vip"] } }, "openai/vip"],
  [
    "the first target of an alias in the body's list",
    small,
    { json: { model: "groq/x", fallbacks: ["fast"] }, call: llama },
    "openai/small",
  ],
  ["a target that the slot allows", vip, { targets: [small, vip] }, "openai/vip"],
  ["the target that it goes to anyway", vip, { call: vip }, "openai/vip"],

  ["no target that nobody asked for", vip, {}, "openai/small"],
  ["no other model of its provider", { ...llama, model: "vip" }, {}, "openai/small"],
  ["no target beyond the slot's", llama, { targets: [small, haiku] }, "openai/small"],
  [
    "no target beyond the slot's by the body's list",
    llama,
    { targets: [small], json: { fallbacks: ["groq/llama"] } },
    "openai/small",
  ],
  ["none at all of an empty slot", llama, { targets: [] }, "openai/small"],
  [
    "no further target of an alias in the body's list",
    haiku,
    { json: { model: "groq/x", fallbacks: ["fast"] }, call: llama },
    "groq/llama",
  ],
  [
    "no provider that is not configured",
    { provider: "gone", model: "m" },
    { targets: [small, { provider: "gone", model: "m" }] },
    "openai/small",
  ],
  ["no target by a list that makes no sense", vip, { json: { fallbacks: { 0: "openai/vip" } } }, "openai/small"],
  ["no target by entries that make no sense", vip, { json: { fallbacks: [7, null, ["openai/vip"], "openai"] } }, "openai/small"],
])("reaches %s", async (_what, bound, turn, expected) => {
  const sessions = await openSessions();
  sessions.answer((call) => served(sessions.host, { ...call, ...bound }));
  await sessions.ask({ ...turn, session: "s" });
  sessions.answer((call) => served(sessions.host, call));
  const { asked, prefer } = await sessions.ask({ ...turn, session: "s" });
  expect(asked).toEqual([expected]);
  const isBound = expected === `${bound.provider}/${bound.model}`;
  expect(prefer?.provider).toBe(isBound ? bound.provider : undefined);
});

test.each([
  "{",
  "null",
  "7",
  '"groq/llama"',
  "[]",
  "{}",
  '{"provider":"groq"}',
  '{"provider":["groq"],"model":"llama"}',
  '{"provider":"__proto__","model":"llama"}',
])("is not led astray by %s in the store", async (value) => {
  const { store } = createScene();
  const host = createScene({ store: { ...store, get: () => value } });
  const { ran, asked } = await (await openSessions({ host })).ask({ session: "s" });
  expect([ran.status, asked]).toEqual([200, ["openai/small"]]);
});
