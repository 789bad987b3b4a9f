/** A virtual key that may use some keys of a provider uses no other, whoever chose. */
import type { Layer } from "@headgate/core";
import { credentialOf, providersOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { configOf, createGoverned, createScene, keyOf } from "./judge-scene.ts";

const allows = (...key_ids: string[]): readonly ReturnType<typeof keyOf>[] => [
  keyOf({ provider_configs: [configOf("openai", { key_ids }), configOf("groq")] }),
];
const withKey =
  (name: string): Layer =>
  (send) =>
  (x, call) =>
    send(x, {
      ...call,
      credential: createScene()
        .providers.get(call.provider)!
        .credentials.find((it) => it.name === name),
    });

test.each<readonly [string, readonly string[], Layer | undefined, string | undefined]>([
  ["the only key it may use", ["key-2"], undefined, "key-2"],
  ["the only key it may use, when another was chosen", ["key-2"], withKey("key-1"), "key-2"],
  ["the key that was chosen, when it may", ["key-1", "key-3"], withKey("key-3"), "key-3"],
  ["whatever was chosen, when it may use all", [], withKey("key-1"), "key-1"],
  ["whatever there is, when it may use all", [], undefined, undefined],
])("sends %s", async (_what, names, inside, sent) => {
  const scene = await createGoverned({ keys: allows(...names), ...(inside && { inside }) });
  await scene.ask();
  expect(scene.calls.map(({ credential }) => credential?.name)).toEqual([sent]);
});

test("draws one of several that it may use", async () => {
  const scene = await createGoverned({ keys: allows("key-1", "key-3") });
  for (let i = 0; i < 40; i++) await scene.ask();
  expect(new Set(scene.calls.map(({ credential }) => credential!.name))).toEqual(new Set(["key-1", "key-3"]));
});

test.each<readonly [string, readonly (number | undefined)[], readonly string[]]>([
  ["none of weight 0 beside others", [0, 1, undefined], ["key-2", "key-3"]],
  ["each alike when all have weight 0", [0, 0, 0], ["key-1", "key-2", "key-3"]],
])("draws %s", async (_what, weights, expected) => {
  const credentials = weights.map((weight, i) => ({ ...credentialOf(`key-${i + 1}`, "s", []), weight }));
  const host = createScene({ providers: providersOf([{ name: "openai", dialect: "openai", credentials }]) });
  const scene = await createGoverned({ host, keys: allows("key-1", "key-2", "key-3") });
  for (let i = 0; i < 60; i++) await scene.ask();
  expect([...new Set(scene.calls.map(({ credential }) => credential!.name))].toSorted()).toEqual(expected);
});

test("leaves other providers alone", async () => {
  const scene = await createGoverned({ keys: allows("key-2") });
  await scene.ask({ model: "groq/m" });
  expect(scene.calls[0]!.credential).toBeUndefined();
});

test("refuses what no key of the provider can serve", async () => {
  const scene = await createGoverned({ keys: allows("key-9", "key-8") });
  const ran = await scene.ask();
  expect(ran.error).toMatchObject({
    status: 400,
    code: "key_not_found",
    message: 'no key found with name "key-9", "key-8" for provider: openai',
  });
  expect([ran.error?.by, scene.calls.length]).toEqual(["governance", 0]);
});

test("does not take a client's own key for one of ours", async () => {
  const own = credentialOf("key-1", "s", [], "caller");
  const scene = await createGoverned({ keys: allows("key-2") });
  await scene.ask({}, { call: { provider: "openai", model: "m", credential: own } });
  expect(scene.calls[0]!.credential).toBe(own);
});
