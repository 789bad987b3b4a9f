/** Partial changes: what is omitted stays, null removes, and a changed limit keeps its id and thereby its use. */
import { describe, expect, test } from "vitest";
import { govern, type Json } from "./governed.ts";

const budget = { max_limit: 10, reset_duration: "1d" };
const rate_limit = { token_max_limit: 100, token_reset_duration: "1h", request_max_limit: 5, request_reset_duration: "1m" };

describe("limits of each owner", () => {
  test.each([
    ["/virtual-keys", { name: "a" }],
    ["/teams", { name: "a" }],
    ["/customers", { name: "a" }],
    ["/model-configs", { model_name: "a" }],
  ])("%s", async (path, body) => {
    const { ask, made } = await govern();
    const before = await made(path, { ...body, budget, rate_limit });
    expect(before).toMatchObject({ budget: { ...budget, calendar_aligned: false }, rate_limit });
    const put = async (change: object) => Object.values<Json>((await ask("PUT", `${path}/${before.id}`, change)).body)[1];
    const raised = await put({ budget: { max_limit: 20.5 }, rate_limit: { request_max_limit: 7 } });
    expect(raised.budget).toMatchObject({ id: before.budget.id, max_limit: 20.5, reset_duration: "1d" });
    expect(raised.rate_limit).toMatchObject({ ...rate_limit, id: before.rate_limit.id, request_max_limit: 7 });
    const halved = await put({ rate_limit: { token_max_limit: null } });
    expect(halved.rate_limit).toMatchObject({ id: before.rate_limit.id, request_max_limit: 7 });
    expect(halved.rate_limit).not.toHaveProperty("token_max_limit");
    expect(halved.rate_limit).not.toHaveProperty("token_reset_duration");
    expect(await put({ budget: {} })).not.toHaveProperty("budget");
    expect(await put({ rate_limit: null })).not.toHaveProperty("rate_limit");
    expect((await ask("GET", "/budgets")).body).toEqual({ budgets: [], count: 0 });
    expect((await ask("GET", "/rate-limits")).body).toEqual({ rate_limits: [], count: 0 });
    expect((await put({ budget })).budget.id).not.toBe(before.budget.id);
    await ask("DELETE", `${path}/${before.id}`);
    expect((await ask("GET", "/budgets")).body.count).toBe(0);
  });

  test("a rate limit whose last part is removed is no limit", async () => {
    const { ask, made } = await govern();
    const { id } = await made("/teams", { name: "a", rate_limit: { request_max_limit: 5, request_reset_duration: "1m" } });
    const { body } = await ask("PUT", `/teams/${id}`, { rate_limit: { request_max_limit: null } });
    expect(body.team).not.toHaveProperty("rate_limit");
  });

  test.each([
    [{ budget: { calendar_aligned: true } }, "budget.calendar_aligned"],
    [{ budget: { max_limit: -1 } }, "budget.max_limit"],
    [{ rate_limit: { request_reset_duration: null } }, "rate_limit.request_reset_duration"],
  ])("%j is judged together with what is there, and leaves it", async (change, param) => {
    const { ask, made } = await govern();
    const { id } = await made("/teams", { name: "a", budget: { max_limit: 1, reset_duration: "1h" }, rate_limit });
    const before = (await ask("GET", `/teams/${id}`)).body;
    expect(await ask("PUT", `/teams/${id}`, { name: "b", ...change })).toMatchObject({ status: 400, body: { param } });
    expect((await ask("GET", `/teams/${id}`)).body).toEqual(before);
  });

  test("a tenth of a dollar stays a tenth of a dollar", async () => {
    const { made } = await govern();
    for (const max_limit of [0.1, 0.000000001, 1234.56, 8_999_999.99]) {
      expect((await made("/customers", { name: "a", budget: { max_limit, reset_duration: "1M" } })).budget.max_limit).toBe(
        max_limit,
      );
    }
  });
});

describe("a virtual key", () => {
  test("belongs to a team or a customer: naming one leaves the other, null leaves both, silence leaves it", async () => {
    const { ask, made } = await govern();
    const [team, customer] = [await made("/teams", { name: "t" }), await made("/customers", { name: "c" })];
    const { id } = await made("/virtual-keys", { name: "k", team_id: team.id });
    const owners = async (change: object) => {
      const { virtual_key: key } = (await ask("PUT", `/virtual-keys/${id}`, change)).body;
      return [key.team_id, key.customer_id];
    };
    expect(await owners({ description: "still theirs" })).toEqual([team.id, undefined]);
    expect(await owners({ customer_id: customer.id })).toEqual([undefined, customer.id]);
    expect(await owners({ team_id: team.id })).toEqual([team.id, undefined]);
    expect(await owners({ customer_id: null })).toEqual([team.id, undefined]);
    expect(await owners({ team_id: null })).toEqual([undefined, undefined]);
  });

  test("outlives its team and its customer", async () => {
    const { ask, made } = await govern();
    const customer = await made("/customers", { name: "c", budget });
    const team = await made("/teams", { name: "t", customer_id: customer.id, budget });
    const [ofTeam, ofCustomer] = [
      await made("/virtual-keys", { name: "k1", team_id: team.id }),
      await made("/virtual-keys", { name: "k2", customer_id: customer.id }),
    ];
    await ask("DELETE", `/customers/${customer.id}`);
    expect((await ask("GET", `/teams/${team.id}`)).body.team).not.toHaveProperty("customer_id");
    expect((await ask("GET", `/virtual-keys/${ofCustomer.id}`)).body.virtual_key).not.toHaveProperty("customer_id");
    await ask("DELETE", `/teams/${team.id}`);
    expect((await ask("GET", `/virtual-keys/${ofTeam.id}`)).body.virtual_key).not.toHaveProperty("team_id");
    expect((await ask("GET", "/budgets")).body.count).toBe(0);
  });

  test("takes the provider configs it is given as its whole set", async () => {
    const { ask, made } = await govern();
    const openai = { provider: "openai", weight: 0.3, allowed_models: ["gpt-4o"], key_ids: ["key-1"], budget };
    const before = await made("/virtual-keys", { name: "k", provider_configs: [openai, { provider: "anthropic", budget }] });
    const [first, second] = before.provider_configs;
    expect(first).toMatchObject({ ...openai, virtual_key_id: before.id, keys: [{ key_id: "key-1", name: "key-1" }] });
    expect(second).toMatchObject({ weight: null, allowed_models: [], key_ids: [] });
    const put = async (change: object) =>
      (await ask("PUT", `/virtual-keys/${before.id}`, change)).body.virtual_key.provider_configs;
    expect(await put({ name: "renamed" })).toEqual(before.provider_configs);
    // By its id, in part; without one, anew, but with the use of what it replaces.
    const changed = await put({
      provider_configs: [
        { id: first.id, weight: 1 },
        { provider: "anthropic", budget: { max_limit: 2, reset_duration: "1h" } },
      ],
    });
    expect(changed[0]).toEqual({ ...first, weight: 1 });
    expect(changed[1]).toMatchObject({ id: second.id, budget: { id: second.budget.id, max_limit: 2 } });
    const replaced = await put({ provider_configs: [{ provider: "openai" }] });
    expect(replaced).toMatchObject([{ id: first.id, weight: null, allowed_models: [], key_ids: [] }]);
    expect(replaced[0]).not.toHaveProperty("budget");
    expect((await ask("GET", "/budgets")).body.count).toBe(0);
    expect(await put({ provider_configs: null })).toEqual([]);
  });

  test("cannot take over another key's provider config", async () => {
    const { ask, made } = await govern();
    const other = await made("/virtual-keys", { name: "other", provider_configs: [{ provider: "openai" }] });
    const { id } = await made("/virtual-keys", { name: "k" });
    const stolen = { provider_configs: [{ id: other.provider_configs[0].id, provider: "openai", weight: 1 }] };
    expect(await ask("PUT", `/virtual-keys/${id}`, stolen)).toMatchObject({
      status: 400,
      body: { param: "provider_configs.0.id" },
    });
  });

  test("expires when it is told to, in any offset, and never when it is told so", async () => {
    const { ask, made } = await govern();
    const { id, expires_at } = await made("/virtual-keys", { name: "k", expires_at: "2026-03-01T02:00:00+02:00" });
    expect(expires_at).toBe("2026-03-01T00:00:00.000Z");
    const put = async (change: object) => (await ask("PUT", `/virtual-keys/${id}`, change)).body.virtual_key.expires_at;
    expect(await put({ name: "same" })).toBe(expires_at);
    expect(await put({ expires_at: "" })).toBeUndefined();
    expect(await put({ expires_at: "2027-01-01t00:00:00.5z" })).toBe("2027-01-01T00:00:00.500Z");
    expect(await put({ expires_at: null })).toBeUndefined();
  });
});

test("a routing rule's scope goes with its owner, and a global one has none", async () => {
  const { ask, made } = await govern();
  const team = await made("/teams", { name: "t" });
  const body = { name: "r", targets: [{ provider: "openai", model: "m", weight: 1 }], scope: "team", scope_id: team.id };
  const rule = await made("/routing-rules", body);
  expect(rule).toMatchObject({ ...body, enabled: true, cel_expression: "", fallbacks: [], priority: 0 });
  const put = async (change: object) => (await ask("PUT", `/routing-rules/${rule.id}`, change)).body;
  expect(
    (await put({ enabled: false, priority: 3, cel_expression: 'model == "x"', fallbacks: ["openai/m"] })).rule,
  ).toMatchObject({
    ...body,
    enabled: false,
    priority: 3,
    fallbacks: ["openai/m"],
  });
  expect((await put({ scope_id: null })).param).toBe("scope_id");
  const { rule: everybody } = await put({ scope: "global", cel_expression: null, fallbacks: null });
  expect(everybody).toMatchObject({ scope: "global", cel_expression: "", fallbacks: [] });
  expect(everybody).not.toHaveProperty("scope_id");
});
