/** The rate limits that governance knows, as whoever counts them finds them. */
import { expect, test } from "vitest";
import { counterKey } from "../src/directory/counter-key.ts";
import { budgetOf, configOf, createGoverned, createScene, keyOf, rateOf, type World } from "./judge-scene.ts";

const rate = (id: string): { rate_limit: ReturnType<typeof rateOf> } => ({ rate_limit: rateOf({ id }) });
const everything: World = {
  keys: [keyOf({ ...rate("key"), team_id: "t", provider_configs: [configOf("openai", rate("config")), configOf("groq")] })],
  teams: [{ id: "t", name: "t", customer_id: "c", ...rate("team") }],
  customers: [{ id: "c", name: "c", ...rate("customer") }],
  providers: { openai: rate("provider") },
  modelConfigs: [
    { id: "a", model_name: "gpt-4o", ...rate("model") },
    { id: "b", model_name: "gpt-4o", provider: "openai", ...rate("place") },
    { id: "c", model_name: "gpt-4o", provider: "groq", ...rate("elsewhere") },
  ],
};

test("those of the caller are counted once, those of the target for each call", async () => {
  const { ask, seen, calls } = await createGoverned(everything);
  await ask();
  const { request, call } = seen.limits!;
  const owners = (list: typeof request): readonly string[] => list.map(({ owner }) => owner);
  expect(owners(request)).toEqual(["VK", "team", "customer"]);
  const ofCall = call(undefined as never, calls[0]!);
  expect(owners(ofCall)).toEqual(["provider openai", "model openai/gpt-4o", "model gpt-4o", "provider config openai"]);
  expect(owners(call(undefined as never, { ...calls[0]!, provider: "groq", model: "m" }))).toEqual([]);
  expect([...request, ...ofCall].map(({ key }) => `${key}:requests`)).toEqual(
    ["key", "team", "customer", "provider", "place", "model", "config"].map((id) => counterKey("requests", id)),
  );
});

test("each says what it counts, in the period that now lies in", async () => {
  const host = createScene();
  const limit = rateOf({ created_at: 30_000, token_max_limit: 500, token_reset_duration: "1h" });
  const { ask, seen } = await createGoverned({ keys: [keyOf({ rate_limit: limit })], host });
  await host.clock.advance(45_000);
  await ask();
  const from = host.clock.now() - 15_000;
  expect(seen.limits!.request).toEqual([
    {
      owner: "VK",
      key: "governance:rate",
      requests: { max: 2, every: "1m", window: { from, until: from + 60_000 } },
      tokens: { max: 500, every: "1h", window: expect.objectContaining({ until: expect.any(Number) }) },
    },
  ]);
  await host.clock.advance(45_000);
  await ask();
  expect(seen.limits!.request[0]!.requests!.window).toEqual({ from: from + 60_000, until: from + 120_000 });
});

test.each<readonly [string, World, string]>([
  ["a virtual key without limits", { keys: [keyOf()] }, "vk"],
  [
    "a virtual key with budgets only",
    { keys: [keyOf({ budget: budgetOf(9), provider_configs: [configOf("openai", { budget: budgetOf(9) })] })] },
    "vk",
  ],
  ["nobody in particular", { keys: [keyOf(rate("key"))] }, ""],
])("nothing is said of %s", async (_what, world, as) => {
  const { ask, seen } = await createGoverned(world);
  await ask({}, { as });
  expect(seen.limits).toBeUndefined();
});

test("a provider's limit concerns who comes without a virtual key too", async () => {
  const { ask, seen, calls } = await createGoverned({ providers: { openai: rate("provider") } });
  await ask({}, { as: "" });
  expect(seen.limits!.request).toEqual([]);
  expect(seen.limits!.call(undefined as never, calls[0]!)).toHaveLength(1);
});
