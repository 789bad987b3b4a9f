/** Routing rules: which condition holds, which rule comes first, and what it makes of the call. */
import { reply, type Send } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { compileCondition } from "../src/route/expressions.ts";
import { priced, wrote } from "./budget-scene.ts";
import { budgetOf, configOf, createGoverned, keyOf, nameOf, ruleOf } from "./judge-scene.ts";

const world = {
  keys: [keyOf({ team_id: "t", name: "alpha" }), keyOf({ id: "other" })],
  teams: [{ id: "t", name: "research", customer_id: "c" }],
  customers: [{ id: "c", name: "acme" }],
};

test.each<readonly [expression: string, matches: boolean]>([
  ["", true],
  ["  ", true],
  ["true", true],
  ["false", false],
  ['model == "gpt-4o"', true],
  ['provider == "openai" && model.startsWith("gpt-")', true],
  ['model.endsWith("4o") && model.contains("pt-4") && model.matches("^gpt-[0-9]o$")', true],
  ['model in ["gpt-5", "gpt-4o"]', true],
  ['request_type == "chat_completion"', true],
  ['headers["x-tier"] == "gold"', true],
  ['headers["X-Tier"] == "gold"', false],
  ['headers["x-none"] == "gold"', false],
  ['headers["x-none"] != "gold"', false],
  ['!("x-none" in headers)', true],
  ['headers["x-none"] == "gold" || model == "gpt-4o"', true],
  ['has(headers.constructor) || "__proto__" in headers', false],
  ['params["region"] == "eu"', true],
  ['params["none"] == "eu"', false],
  ['virtual_key_id == "vk" && virtual_key_name == "alpha"', true],
  ['team_id == "t" && team_name == "research"', true],
  ['customer_id == "c" && customer_name == "acme"', true],
  ["budget_used >= 0 && tokens_used == 0 && request < 1.5", true],
  ["budget_used > 80", false],
  ['model.matches("(")', false],
  ["budget_used + model == model", false],
])("%s", async (expression, matches) => {
  const { ask, calls } = await createGoverned({ ...world, rules: [ruleOf(expression)] });
  expect((await ask({}, { headers: { "x-tier": "gold" }, query: "region=eu&__proto__=x" })).status).toBe(200);
  expect(calls.map(nameOf)).toEqual([matches ? "groq/llama" : "openai/gpt-4o"]);
});

test.each([
  ["model ==", "Unexpected token: EOF"],
  ["nobody == 1", "Unknown variable: nobody"],
  ['model == "a', "Unterminated string"],
  ["model", "it says a string; expected true or false"],
  ["1 + 1", "it says a int; expected true or false"],
  ["model == 3", "no such overload: string == int"],
  ["[1, 2", "Expected RBRACKET"],
  ["(".repeat(200), "Exceeded maxDepth"],
  ["has(model)", "has() invalid argument"],
])("%s is no condition", (expression, message) => {
  expect(() => compileCondition(expression)).toThrow(message);
});

describe("a rule that cannot be compiled", () => {
  const rules = [ruleOf("model ==", { id: "broken", name: "the broken one" }), ruleOf("true", { id: "good" })];
  test("is named at the start, once, and left out", async () => {
    const { ask, calls, host, change } = await createGoverned({ ...world, rules });
    const said = (): number =>
      host.logged.filter(({ message }) => message === 'routing rule "the broken one" cannot be compiled and is left out').length;
    expect(said()).toBe(1);
    await ask();
    change({ ...world, rules });
    await ask();
    expect(said()).toBe(1);
    expect(calls.map(nameOf)).toEqual(["groq/llama", "groq/llama"]);
  });
});

test("a rule that fails on a request does not match, and is named once", async () => {
  const { ask, host } = await createGoverned({ ...world, rules: [ruleOf('model.matches("(")', { name: "odd" })] });
  await ask();
  await ask();
  expect(host.logged.filter(({ message }) => message === 'routing rule "odd" failed and does not match')).toHaveLength(1);
});

describe("of several rules", () => {
  const to = (model: string, more: object): ReturnType<typeof ruleOf> =>
    ruleOf("", { id: model, targets: [{ provider: "groq", model, weight: 1 }], ...more });
  const global = to("global", {});
  const customer = to("customer", { scope: "customer", scope_id: "c" });
  const team = to("team", { scope: "team", scope_id: "t" });
  const own = to("own", { scope: "virtual_key", scope_id: "vk" });
  test.each<readonly [string, readonly ReturnType<typeof ruleOf>[], string]>([
    ["the key's own comes first", [global, customer, team, own], "own"],
    ["then its team's", [global, customer, team], "team"],
    ["then its customer's", [global, customer], "customer"],
    ["then everybody's", [global], "global"],
    [
      "those of others do not count",
      [to("a", { scope: "team", scope_id: "x" }), to("b", { scope: "virtual_key", scope_id: "x" }), global],
      "global",
    ],
    ["those that are switched off do not count", [to("a", { enabled: false }), global], "global"],
    ["the first of one scope", [to("first", {}), global], "first"],
    [
      "what does not match is passed by",
      [to("a", { cel_expression: "false", scope: "virtual_key", scope_id: "vk" }), global],
      "global",
    ],
  ])("%s", async (_what, rules, model) => {
    const { ask, calls } = await createGoverned({ ...world, rules });
    await ask();
    expect(calls[0]!.model).toBe(model);
  });
});

describe("a rule that matches", () => {
  const asked = async (
    init: object,
    json: object = {},
    more: object = {},
  ): Promise<{ scene: Awaited<ReturnType<typeof createGoverned>>; status: number; code: string | undefined }> => {
    const scene = await createGoverned({ ...world, ...more, rules: [ruleOf("", init)] });
    const ran = await scene.ask(json);
    return { scene, status: ran.status, code: ran.error?.code };
  };
  test("keeps the model where it names none", async () => {
    const { scene } = await asked({ targets: [{ provider: "groq", weight: 1 }] });
    expect(scene.calls.map(nameOf)).toEqual(["groq/gpt-4o"]);
  });
  test("keeps the provider where it names none", async () => {
    const { scene } = await asked({ targets: [{ model: "gpt-5", weight: 1 }] });
    expect(scene.calls.map(nameOf)).toEqual(["openai/gpt-5"]);
  });
  test("finds a provider by the key's rules, where nobody names one", async () => {
    const keys = [keyOf({ provider_configs: [configOf("anthropic", { allowed_models: ["haiku"] })] })];
    const { scene } = await asked({ targets: [{ model: "haiku", weight: 1 }] }, { model: "m" }, { keys });
    expect(scene.calls.map(nameOf)).toEqual(["anthropic/haiku"]);
  });
  test("names whom to fall back to", async () => {
    const { scene } = await asked({ fallbacks: ["anthropic/claude", "fast"] });
    expect(scene.seen.targets).toEqual(["groq/llama", "anthropic/claude", "openai/gpt-4o-mini"]);
  });
  test("falls back from the call's own target where it names none", async () => {
    const { scene } = await asked({ targets: [], fallbacks: ["anthropic/claude"] });
    expect([scene.seen.targets, scene.calls.map(nameOf)]).toEqual([["openai/gpt-4o", "anthropic/claude"], ["openai/gpt-4o"]]);
  });
  test("pins a key", async () => {
    const { scene } = await asked({ targets: [{ provider: "openai", model: "m", key_id: "key-3", weight: 1 }] });
    expect(scene.calls.map(({ credential }) => credential?.name)).toEqual(["key-3"]);
  });
  test("is refused with a key that its provider does not have", async () => {
    expect(await asked({ targets: [{ provider: "openai", key_id: "key-9", weight: 1 }] })).toMatchObject({
      status: 400,
      code: "key_not_found",
    });
  });
  test("cannot lead where the virtual key may not go, nor name it as a fallback", async () => {
    const keys = [keyOf({ provider_configs: [configOf("openai"), configOf("anthropic")] })];
    expect(await asked({}, {}, { keys })).toMatchObject({ status: 403, code: "provider_blocked" });
    const { scene } = await asked(
      { targets: [{ provider: "openai", model: "m", weight: 1 }], fallbacks: ["groq/a", "anthropic/b"] },
      {},
      { keys },
    );
    expect(scene.seen.targets).toEqual(["openai/m", "anthropic/b"]);
  });
  test("splits by weight", async () => {
    const targets = [
      { provider: "openai", model: "a", weight: 0.75 },
      { provider: "openai", model: "b", weight: 0.25 },
    ];
    const scene = await createGoverned({ ...world, rules: [ruleOf("", { targets })] });
    for (let i = 0; i < 400; i++) await scene.ask();
    expect(scene.calls.filter(({ model }) => model === "a").length / 400).toBeCloseTo(0.75, 1);
  });
});

test("a rule sees how much of the fullest budget is used", async () => {
  const send: Send = (_x, call) => reply({ status: 200, call, usage: wrote(45) });
  const keys = [keyOf({ budget: budgetOf(100, "large"), team_id: "t" })];
  const teams = [{ id: "t", name: "t", budget: budgetOf(1, "small") }];
  const scene = await createGoverned({
    options: priced,
    keys,
    teams,
    send,
    rules: [ruleOf("budget_used >= 80", { targets: [{ provider: "groq", model: "m", weight: 1 }] })],
  });
  for (let i = 0; i < 3; i++) await scene.ask({ model: "openai/m", max_tokens: 5 });
  expect(scene.calls.map(nameOf)).toEqual(["openai/m", "openai/m", "groq/m"]);
});

test("a caller without a virtual key meets everybody's rules", async () => {
  const { ask, calls } = await createGoverned({ rules: [ruleOf('virtual_key_id == "" && team_name == ""')] });
  await ask({}, { as: "" });
  expect(calls.map(nameOf)).toEqual(["groq/llama"]);
});
