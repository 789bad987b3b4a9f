/** What a budget lets through, what is charged in the end, and what is said when it is spent. */
import { type Layer, reply, type Send } from "@headgate/core";
import { expect, test } from "vitest";
import type { GovernanceOptions } from "../src/options.ts";
import { cent, dollar, failing, left, priced, streamed, throwing, usedOf, whole, wrote } from "./budget-scene.ts";
import { budgetOf, configOf, createGoverned, createScene, keyOf, nameOf, type World } from "./judge-scene.ts";

const model = "openai/m";
const small = budgetOf(1);

test.each<readonly [string, Send, number]>([
  ["a whole answer, what was used", whole(wrote(30)), 30 * cent],
  ["a whole answer that used nothing, nothing", whole(wrote(0)), 0],
  ["a whole answer that says nothing of it, by its bytes", whole(undefined), 3 * cent],
  ["a stream, what was used", streamed(wrote(30), "end"), 30 * cent],
  ["a stream that says nothing of it, by its bytes", streamed(undefined, "end"), 10 * cent],
  ["a stream that was cut, its estimate", streamed(wrote(7, true), "cut"), 7 * cent],
  ["a stream that was cut and not estimated, by its bytes", streamed(undefined, "cut"), 10 * cent],
  ["a stream that the client left, its estimate", streamed(wrote(8, true), "leave"), 8 * cent],
  ["more than was held, all of it", whole(wrote(130)), 130 * cent],
  ["usage without tokens, by its bytes", whole({ estimated: false, units: { seconds: 3 } }), 3 * cent],
  ["a provider's error, nothing", failing, 0],
  [
    "a provider's error that was used in vain, what was used",
    (x, call) => Object.assign(failing(x, call), { usage: wrote(4) }),
    4 * cent,
  ],
  ["a broken transport, nothing", throwing, 0],
  ["an answer that no provider gave, nothing", () => reply({ status: 200, body: "x".repeat(400) }), 0],
])("charges for %s", async (_what, send, charged) => {
  const { ask, host } = await createGoverned({ options: priced, keys: [keyOf({ budget: small })], send });
  await ask({ model });
  expect(await usedOf(host, small)).toBe(charged);
});

test("charges what was read when the client left before the answer", async () => {
  const { ask, host } = await createGoverned({ options: priced, keys: [keyOf({ budget: budgetOf(1000) })], send: left });
  await ask({ model: "openai/dear", input: "x".repeat(4000) });
  expect((await usedOf(host, budgetOf(1000))) / cent).toBeGreaterThan(1000);
});

test("holds the most that a call can cost while it lasts, and nothing where there is no budget", async () => {
  const held: number[] = [];
  const host = createScene();
  const send: Send = async (_x, call) => {
    held.push(await usedOf(host, small));
    return reply({ status: 200, call, usage: wrote(1) });
  };
  const scene = await createGoverned({ options: priced, host, send, keys: [keyOf({ budget: small }), keyOf({ id: "free" })] });
  await scene.ask({ model });
  await scene.ask({ model, max_tokens: 20 });
  await scene.ask({ model }, { as: "free" });
  expect(held).toEqual([dollar, 20 * cent + cent, 2 * cent]);
});

test.each<readonly [string, World, string, "request" | "target"]>([
  ["VK", { keys: [keyOf({ budget: small })] }, "VK", "request"],
  ["team", { keys: [keyOf({ team_id: "t" })], teams: [{ id: "t", name: "t", budget: small }] }, "team", "request"],
  [
    "customer",
    { keys: [keyOf({ customer_id: "c" })], customers: [{ id: "c", name: "c", budget: small }] },
    "customer",
    "request",
  ],
  [
    "customer of the team",
    {
      keys: [keyOf({ team_id: "t" })],
      teams: [{ id: "t", name: "t", customer_id: "c" }],
      customers: [{ id: "c", name: "c", budget: small }],
    },
    "customer",
    "request",
  ],
  [
    "provider config",
    { keys: [keyOf({ provider_configs: [configOf("openai", { budget: small })] })] },
    "provider config openai",
    "target",
  ],
  ["provider", { keys: [keyOf()], providers: { openai: { budget: small } } }, "provider openai", "target"],
  ["model", { keys: [keyOf()], modelConfigs: [{ id: "m", model_name: "m", budget: small }] }, "model m", "target"],
  [
    "model at one provider",
    { keys: [keyOf()], modelConfigs: [{ id: "m", model_name: "m", provider: "openai", budget: small }] },
    "model openai/m",
    "target",
  ],
])("keeps the budget of a %s", async (_what, world, owner, scope) => {
  const scene = await createGoverned({ options: priced, ...world, send: whole(wrote(40)) });
  expect((await scene.ask({ model })).status).toBe(200);
  const early = await scene.ask({ model });
  expect(early.error).toMatchObject({ status: 402, code: "budget_exceeded", scope, by: "governance" });
  expect(early.error?.message).toBe(
    `Budget exceeded: ${owner} budget exceeded: 0.4000 + up to 1.0000 for this call > 1.0000 dollars`,
  );
  expect((await scene.ask({ model, max_tokens: 60 })).status).toBe(200);
  expect((await scene.ask({ model, max_tokens: 20 })).status).toBe(200);
  const late = await scene.ask({ model, max_tokens: 1 });
  expect(late.error?.message).toBe(`Budget exceeded: ${owner} budget exceeded: 1.2000 >= 1.0000 dollars`);
  expect(late.error?.retryAfterMs).toBeUndefined();
});

test("a budget of one model does not concern another, nor the same at another provider", async () => {
  const modelConfigs = [{ id: "m", model_name: "m", provider: "groq", budget: budgetOf(0.001) }];
  const { ask } = await createGoverned({
    options: priced,
    keys: [keyOf()],
    modelConfigs,
    providers: { anthropic: { budget: budgetOf(0.001) } },
  });
  expect((await ask({ model: "groq/m" })).status).toBe(402);
  expect((await ask({ model: "groq/m" }, { as: "" })).status).toBe(402);
  expect((await ask({ model: "openai/m" })).status).toBe(200);
});

test("all budgets are charged or none, and the first in Bifrost's order says no", async () => {
  const [own, above, place] = [budgetOf(10, "own"), budgetOf(0.5, "above"), budgetOf(10, "place")];
  const world = {
    keys: [keyOf({ budget: own, team_id: "t", provider_configs: [configOf("openai", { budget: place })] })],
    teams: [{ id: "t", name: "t", budget: above }],
  };
  const scene = await createGoverned({ options: priced, ...world, send: whole(wrote(3)) });
  expect((await scene.ask({ model })).error?.message).toContain("team budget exceeded");
  expect(await Promise.all([own, above, place].map((budget) => usedOf(scene.host, budget)))).toEqual([0, 0, 0]);
  await scene.ask({ model, max_tokens: 50 });
  expect(await Promise.all([own, above, place].map((budget) => usedOf(scene.host, budget)))).toEqual([
    3 * cent,
    3 * cent,
    3 * cent,
  ]);
});

test("begins anew when its period is over, and charges the period in which a call began", async () => {
  const budget = { ...budgetOf(1), reset_duration: "1h" };
  const scene = await createGoverned({ options: priced, keys: [keyOf({ budget })], send: whole(wrote(100)) });
  expect((await scene.ask({ model })).status).toBe(200);
  expect((await scene.ask({ model })).status).toBe(402);
  await scene.host.clock.advance(3_600_000);
  expect((await scene.ask({ model })).status).toBe(200);
});

test("one call that somebody sends twice is charged twice", async () => {
  const budget = budgetOf(3);
  const inside: Layer = (send) => async (x, call) => {
    const first = await send(x, call);
    const second = await send(x, call);
    first.discard();
    return second;
  };
  const scene = await createGoverned({ options: priced, keys: [keyOf({ budget })], send: whole(wrote(10)), inside });
  await scene.ask({ model });
  expect(await usedOf(scene.host, budget)).toBe(20 * cent);
  await scene.open.close();
  expect(scene.host.clock.pending).toBe(0);
});

test("every call that leaves is charged on its own", async () => {
  const scene = await createGoverned({
    options: priced,
    keys: [keyOf({ budget: budgetOf(2) })],
    send: whole(wrote(10)),
    inside: (send) => async (x, call) => {
      (await send(x, { ...call })).discard();
      return send(x, { ...call, provider: "groq" });
    },
  });
  await scene.ask({ model });
  expect(scene.calls.map(nameOf)).toEqual(["openai/m", "groq/m"]);
  expect(await usedOf(scene.host, budgetOf(2))).toBe(20 * cent);
});

test.each<readonly [string, GovernanceOptions, number, string | undefined]>([
  ["is turned away", priced, 403, "model_unpriced"],
  [
    "is counted at what is assumed",
    { unpriced: "estimate", prices: { "*": { input: 0, output: 10_000, maxOutput: 100 } } },
    200,
    undefined,
  ],
])("a model without a price, where a budget applies, %s", async (_what, options, status, code) => {
  const { ask, host } = await createGoverned({
    options,
    keys: [keyOf({ budget: small }), keyOf({ id: "free" })],
    send: whole(wrote(5)),
  });
  const ran = await ask({ model: "openai/unheard-of" });
  expect([ran.status, ran.error?.code]).toEqual([status, code]);
  expect(await usedOf(host, small)).toBe(status === 200 ? 5 * cent : 0);
  expect((await ask({ model: "openai/unheard-of" }, { as: "free" })).status).toBe(200);
});

test("what no request bounds is held at the assumed price, where that is let through, and charged at its own", async () => {
  const assumed = { input: 0, output: 1, context: 10, maxOutput: 500_000 };
  const options: GovernanceOptions = { unpriced: "estimate", prices: { m: { page: 0.001 }, "*": assumed } };
  const keys = [keyOf({ budget: small })];
  const document = { type: "document_url", document_url: "https://a.b/c" };
  const send = whole({ estimated: false, units: { pages: 7 } });
  const scene = await createGoverned({ options, keys, send });
  const ask = (more: object = {}) => scene.ask({ model, document, ...more }, { operation: "ocr" });
  expect((await ask()).status).toBe(200);
  expect(await usedOf(scene.host, small)).toBe(7_000_000);
  expect((await ask({ pages: [1] })).status).toBe(200);
  const strict = await createGoverned({ options: { ...options, unpriced: "refuse" }, keys, send });
  expect((await strict.ask({ model, document }, { operation: "ocr" })).error).toMatchObject({ code: "model_unpriced" });
  expect((await strict.ask({ model, document, pages: [1] }, { operation: "ocr" })).status).toBe(200);
});
