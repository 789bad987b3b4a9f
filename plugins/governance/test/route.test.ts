/** Where a bare model name goes: over the providers of its virtual key, by their weights. */
import { reply } from "@headgate/core";
import { credentialOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import type { ProviderConfig } from "../src/model.ts";
import { priced, usedOf } from "./budget-scene.ts";
import { budgetOf, configOf, createGoverned, createScene, keyOf, nameOf, rateOf, ruleOf } from "./judge-scene.ts";

const three = [configOf("openai", { weight: 0.2 }), configOf("anthropic", { weight: 0.7 }), configOf("groq", { weight: 0.1 })];
const fromKey = (provider_configs: readonly ProviderConfig[]): { keys: ReturnType<typeof keyOf>[] } => ({
  keys: [keyOf({ provider_configs })],
});

async function share(provider_configs: readonly ProviderConfig[], asked = 600): Promise<Record<string, number>> {
  const scene = await createGoverned(fromKey(provider_configs));
  for (let i = 0; i < asked; i++) await scene.ask({ model: "m" });
  const counts: Record<string, number> = {};
  for (const { provider } of scene.calls) counts[provider] = (counts[provider] ?? 0) + 1 / asked;
  return counts;
}

describe("a bare name", () => {
  test("goes to each provider by its weight", async () => {
    const shares = await share(three);
    expect(shares["openai"]).toBeCloseTo(0.2, 1);
    expect(shares["anthropic"]).toBeCloseTo(0.7, 1);
    expect(shares["groq"]).toBeCloseTo(0.1, 1);
  });
  test("takes a weight of null for 1", async () => {
    const shares = await share([configOf("openai", { weight: null }), configOf("groq", { weight: 1 })]);
    expect(shares["openai"]).toBeCloseTo(0.5, 1);
  });
  test("never goes to a weight of 0 while there is another", async () => {
    expect(await share([configOf("openai", { weight: 0 }), configOf("groq", { weight: 0.01 })], 50)).toEqual({
      groq: expect.closeTo(1),
    });
  });
  test("goes to the first when all weights are 0", async () => {
    expect(await share([configOf("groq", { weight: 0 }), configOf("openai", { weight: 0 })], 50)).toEqual({
      groq: expect.closeTo(1),
    });
  });
  test.each<readonly [string, readonly ProviderConfig[], string, readonly string[] | undefined]>([
    [
      "only where it is allowed",
      [configOf("openai", { allowed_models: ["a"] }), configOf("groq", { allowed_models: ["m"] })],
      "m",
      ["groq/m"],
    ],
    ["only to providers that are there", [configOf("mistral"), configOf("groq")], "m", ["groq/m"]],
    ["only to providers that have it", [configOf("small"), configOf("groq")], "m", ["groq/m"]],
    ["with a slash that is no provider's", [configOf("groq")], "meta/llama", ["groq/meta/llama"]],
    ["past the one provider that alone would serve it", [configOf("groq", { allowed_models: ["tiny"] })], "tiny", ["groq/tiny"]],
  ])("goes %s", async (_how, configs, model, targets) => {
    const scene = await createGoverned(fromKey(configs));
    const ran = await scene.ask({ model }, { call: { provider: model === "tiny" ? "small" : "", model } });
    expect([ran.status, scene.seen.targets, scene.calls.map(nameOf)]).toEqual([200, targets, targets]);
  });
  test("leaves the others to whoever falls back, the heavier first", async () => {
    const scene = await createGoverned(
      fromKey([configOf("groq", { weight: 0 }), configOf("openai", { weight: 1e9 }), configOf("anthropic", { weight: 0.1 })]),
    );
    await scene.ask({ model: "m" });
    expect(scene.seen.targets).toEqual(["openai/m", "anthropic/m", "groq/m"]);
  });
  test.each([[["groq/x"]], [[]]])("leaves it to the client who falls back to %j", async (fallbacks) => {
    const scene = await createGoverned(fromKey(three));
    await scene.ask({ model: "m", fallbacks });
    expect(scene.seen.targets).toEqual([nameOf(scene.calls[0]!)]);
  });
  test("stays unrouted when no provider of its key has it", async () => {
    const scene = await createGoverned(fromKey([configOf("small")]));
    await scene.ask({ model: "m" });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([undefined, ["/m"]]);
  });
  test("stays as it is without a key, and with a key that has no rules", async () => {
    const scene = await createGoverned({ keys: [keyOf()] });
    await scene.ask({ model: "m" });
    await scene.ask({ model: "m" }, { as: "" });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([undefined, ["/m", "/m"]]);
  });
  test("passes by a provider whose budget is spent, and comes back when all are", async () => {
    const [small, large] = [budgetOf(0.5, "small"), budgetOf(1.5, "large")];
    const configs = [configOf("openai", { weight: 1000, budget: small }), configOf("groq", { weight: 0.001, budget: large })];
    const scene = await createGoverned({
      ...fromKey(configs),
      options: priced,
      send: (_x, call) => reply({ status: 200, call, usage: { estimated: false, units: { output: 50 } } }),
    });
    for (let i = 0; i < 4; i++) await scene.ask({ model: "m", max_tokens: 50 });
    expect(scene.calls.map(({ provider }) => provider)).toEqual(["openai", "groq", "groq", "groq"]);
    expect(await usedOf(scene.host, large)).toBe(1.5e9);
    expect((await scene.ask({ model: "m", max_tokens: 50 })).error).toMatchObject({ code: "budget_exceeded", scope: "target" });
  });
  test("passes by a provider whose requests are spent", async () => {
    const host = createScene();
    const configs = [
      configOf("openai", { weight: 1000, rate_limit: rateOf({ request_max_limit: 1 }) }),
      configOf("groq", { weight: 0.001 }),
    ];
    const scene = await createGoverned({ ...fromKey(configs), host });
    await scene.ask({ model: "m" });
    const { key, requests } = scene.seen.limits!.call(undefined as never, scene.calls[0]!)[0]!;
    await host.store.reserve("r", [{ key: `${key}:requests`, amount: 1, limit: 1, window: requests!.window }], 1000);
    await scene.ask({ model: "m" });
    expect(scene.calls.map(({ provider }) => provider)).toEqual(["openai", "groq"]);
  });
});

describe("a name with its provider", () => {
  test("stays as it is", async () => {
    const scene = await createGoverned(fromKey(three));
    await scene.ask({ model: "groq/m" });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([undefined, ["groq/m"]]);
  });
});

describe("an alias", () => {
  const call = { provider: "openai", model: "gpt-4o-mini" };
  test.each<readonly [string, readonly string[], object, readonly string[] | undefined]>([
    ["stays as it is where all its targets are allowed", ["openai", "anthropic"], {}, undefined],
    ["leads nobody who falls back to what is not allowed", ["openai"], {}, ["openai/gpt-4o-mini"]],
    ["leaves it to the client who falls back", ["openai"], { fallbacks: ["groq/m"] }, undefined],
  ])("%s", async (_what, providers, more, targets) => {
    const scene = await createGoverned(fromKey(providers.map((provider) => configOf(provider))));
    await scene.ask({ model: "fast", ...more }, { call });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([targets, ["openai/gpt-4o-mini"]]);
  });
  test("goes to the first of its targets that is allowed", async () => {
    const scene = await createGoverned(fromKey([configOf("anthropic")]));
    await scene.ask({ model: "fast" }, { call });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([["anthropic/haiku"], ["anthropic/haiku"]]);
  });
  test("is refused as its first target where none is allowed", async () => {
    const scene = await createGoverned(fromKey([configOf("groq")]));
    const ran = await scene.ask({ model: "fast" }, { call });
    expect([ran.status, ran.error?.message]).toEqual([403, "Provider 'openai' is not allowed for this virtual key"]);
  });
});

describe("what is passed through", () => {
  const raw = { operation: "passthrough", call: { provider: "openai", model: "" } };
  test.each<readonly [string, readonly ProviderConfig[], number, string | undefined]>([
    ["passes for a key without provider_configs", [], 200, undefined],
    ["passes where all models are allowed", [configOf("openai")], 200, undefined],
    ["passes where all are, by *", [configOf("openai", { allowed_models: ["m", "*"] })], 200, undefined],
    [
      "needs all models",
      [configOf("groq"), configOf("openai", { allowed_models: ["m"] })],
      403,
      "A call to 'openai' without a model is not allowed for this virtual key",
    ],
    ["needs its provider", [configOf("groq")], 403, "Provider 'openai' is not allowed for this virtual key"],
  ])("%s", async (_what, configs, status, message) => {
    const scene = await createGoverned(fromKey(configs));
    const ran = await scene.ask({ model: "fast", fallbacks: ["groq/m"] }, raw);
    expect([ran.status, ran.error?.message, scene.calls.map(nameOf)]).toEqual([
      status,
      message,
      status === 200 ? ["openai/"] : [],
    ]);
  });
  test("goes where it is sent, whatever a routing rule says", async () => {
    const scene = await createGoverned({ ...fromKey([]), rules: [ruleOf("true")] });
    await scene.ask({}, raw);
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([undefined, ["openai/"]]);
  });
  test("uses only the keys that its virtual key may", async () => {
    const scene = await createGoverned(fromKey([configOf("openai", { key_ids: ["key-2"] })]));
    await scene.ask({}, raw);
    expect(scene.calls[0]!.credential?.name).toBe("key-2");
  });
  test.each([
    ["refuse", 403],
    ["estimate", 200],
  ] as const)("has no price: under a budget, with %s, it is %i", async (unpriced, status) => {
    const keys = [keyOf({ budget: budgetOf(1000) })];
    const scene = await createGoverned({ keys, options: { ...priced, unpriced } });
    const ran = await scene.ask({ model: "m" }, raw);
    expect([ran.status, ran.error?.code]).toEqual([status, status === 403 ? "model_unpriced" : undefined]);
  });
});

test("a call that carries its client's own key is judged, and goes nowhere else", async () => {
  const credential = credentialOf("caller", "s", ["https://openai.test"], "caller");
  const scene = await createGoverned(
    fromKey([configOf("groq"), configOf("openai", { key_ids: ["key-2"], allowed_models: ["m"] })]),
  );
  await scene.ask({ model: "m" }, { call: { provider: "openai", model: "m", credential } });
  expect(scene.calls.map((call) => [nameOf(call), call.credential])).toEqual([["openai/m", credential]]);
  const refused = await scene.ask({ model: "x" }, { call: { provider: "openai", model: "x", credential } });
  expect(refused.error?.code).toBe("model_blocked");
});
