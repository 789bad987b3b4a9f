/** The plugin as a gateway has it: with its database, its API and its services. */
import { definePlugin, type Service } from "@headgate/core";
import { createDatabase } from "@headgate/db";
import governance from "@headgate/plugin-governance";
import { conform, createHost, openPipeline, type OpenPipeline, type Ran } from "@headgate/testkit";
import { KeyDirectory, Limits, Prices, Principal, Targets } from "@headgate/words";
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHooks } from "../src/hooks.ts";
import { optionsSchema } from "../src/options.ts";
import { createPrices } from "../src/prices/prices.ts";
import { whole, wrote } from "./budget-scene.ts";
import { budgetOf, caller, configOf, createScene, directoryOf, keyOf, rateOf, ruleOf, use } from "./judge-scene.ts";

describe("without a virtual key", () => {
  // conform() opens pipelines without a guard, which admin routes need.
  const routeless = definePlugin({
    ...governance.spec,
    setup: async (host, options) => ({ ...(await governance.spec.setup(host, options)), routes: [] }),
  });
  test.each(conform(routeless, {}, { before: [caller] }))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("with a virtual key that has a budget, rules and limits", () => {
  const provider_configs = [configOf("openai", { key_ids: ["key-1"], budget: budgetOf(1000, "c"), rate_limit: rateOf() })];
  const directory = directoryOf({
    keys: [keyOf({ budget: budgetOf(1000), provider_configs })],
    rules: [ruleOf("budget_used > 99"), ruleOf('headers["x-odd"] == params["odd"]', { id: "odd" })],
  });
  const governed = definePlugin({
    api: 1,
    name: "governance",
    config: optionsSchema,
    needs: [Principal],
    gives: [Targets, Limits],
    setup: (host, options) => createHooks({ host, options, directory: { current: directory }, prices: createPrices({}) }).hooks,
  });
  const extras = { before: [caller], host: createScene, request: { headers: { "x-key-id": "vk" } } };
  test.each(conform(governed, {}, extras))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test("does not start with a price that is not whole", async () => {
  const broken = openPipeline([caller, governance({ prices: { new: { input: 1 } } })], { send: whole(undefined) });
  await expect(broken).rejects.toThrow('governance.prices["new"] lacks output, context, maxOutput');
});

describe("over a real database", () => {
  /** Of each answer one part. */
  interface Answer {
    readonly virtual_key: { readonly id: string; readonly value: string };
    readonly team: { readonly id: string; readonly budget: { readonly current_usage: number } };
    readonly rule: { readonly id: string };
  }
  interface Gateway {
    readonly open: OpenPipeline;
    admin(method: string, path: string, json?: object): Promise<Answer>;
    chat(value: string, json?: object): Promise<Ran>;
    asked<T>(service: Service<T>): T | undefined;
  }

  /** auth's part: finds the key by its value. */
  async function createGateway(): Promise<Gateway> {
    const bare = createHost({ providers: createScene().providers });
    const db = await createDatabase({ driver: "sqlite", file: ":memory:" }, bare);
    onTestFinished(() => db.close());
    let asked: Gateway["asked"];
    const auth = use("caller", (host) => {
      asked = host.ask;
      return {
        pre(x) {
          const found = host.ask(KeyDirectory)?.find(digestOf(x.headers["x-bf-vk"] ?? ""));
          if (found) x.set(Principal, { ...found, kind: "virtual_key", admin: false });
        },
      };
    });
    const prices = { m: { input: 0, output: 10_000, context: 1000, maxOutput: 100 } };
    const open = await openPipeline([auth, governance({ prices })], {
      host: { ...bare, db },
      send: whole(wrote(60)),
      guard: Principal,
    });
    onTestFinished(() => open.close());
    return {
      open,
      asked: (service) => asked(service),
      chat: (value, json) => open.send({ json: { model: "openai/m", messages: [], ...json }, headers: { "x-bf-vk": value } }),
      async admin(method, path, json) {
        const ran = await open.send({ method, path: `/api/governance${path}`, ...(json && { json }) });
        expect([path, ran.status]).toEqual([path, 200]);
        return JSON.parse(ran.body) as Answer;
      },
    };
  }

  test("a key works until it is switched off", async () => {
    const { admin, chat } = await createGateway();
    const { virtual_key: key } = await admin("POST", "/virtual-keys", { name: "lifecycle" });
    expect((await chat(key.value)).status).toBe(200);
    await admin("PUT", `/virtual-keys/${key.id}`, { name: "renamed" });
    expect((await chat(key.value)).status).toBe(200);
    await admin("PUT", `/virtual-keys/${key.id}`, { is_active: false });
    expect((await chat(key.value)).error).toMatchObject({ status: 403, code: "virtual_key_blocked" });
    await admin("DELETE", `/virtual-keys/${key.id}`);
  });

  test("a key of one provider and model routes the bare name, and no other", async () => {
    const { admin, chat } = await createGateway();
    const provider_configs = [{ provider: "openai", weight: 1, allowed_models: ["m"] }];
    const { virtual_key: key } = await admin("POST", "/virtual-keys", { name: "routed", provider_configs });
    const bare = await chat(key.value, { model: "m" });
    expect([bare.status, bare.outcome.call?.provider]).toEqual([200, "openai"]);
    expect((await chat(key.value)).status).toBe(200);
    expect((await chat(key.value, { model: "nonexistent-model" })).status).toBe(403);
  });

  test("a team's budget is spent by its keys together, and the API says how much", async () => {
    const { admin, chat } = await createGateway();
    const { team } = await admin("POST", "/teams", { name: "t", budget: { max_limit: 1.5, reset_duration: "1d" } });
    const keys = await Promise.all([1, 2].map((i) => admin("POST", "/virtual-keys", { name: `k${i}`, team_id: team.id })));
    const [one, other] = keys.map(({ virtual_key }) => virtual_key.value);
    expect((await chat(one!)).status).toBe(200);
    expect((await chat(other!)).error).toMatchObject({ status: 402, code: "budget_exceeded" });
    expect((await admin("GET", `/teams/${team.id}`)).team.budget.current_usage).toBeCloseTo(0.6, 9);
    await admin("PUT", `/teams/${team.id}`, { budget: { max_limit: 2 } });
    expect((await chat(other!)).status).toBe(200);
  });

  test("a rule that is written takes effect, and one that is deleted none", async () => {
    const { admin, chat } = await createGateway();
    const targets = [{ provider: "groq", model: "llama", weight: 1 }];
    const { rule } = await admin("POST", "/routing-rules", { name: "r", cel_expression: 'model == "m"', targets });
    expect((await chat("")).outcome.call).toMatchObject({ provider: "groq", model: "llama" });
    await admin("DELETE", `/routing-rules/${rule.id}`);
    expect((await chat("")).outcome.call).toMatchObject({ provider: "openai", model: "m" });
  });

  test("others may ask for its prices", async () => {
    const { asked } = await createGateway();
    expect(asked(Prices)?.cost({ provider: "openai", model: "m" }, "chat", { output: 1 })).toBe(1e7);
    expect(asked(Prices)?.version).toMatch(/^\d{4}-\d{2}-\d{2}\+1$/);
  });
});

function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
