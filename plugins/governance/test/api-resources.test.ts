/** Each resource's life: made, listed, read, changed in part, refused twice, deleted. */
import { describe, expect, test } from "vitest";
import { type Answer, govern } from "./governed.ts";

const nobody = "00000000-0000-4000-8000-000000000000";
const targets = [{ model: "m", weight: 1 }];
const resources = [
  {
    path: "/virtual-keys",
    one: "virtual_key",
    many: "virtual_keys",
    title: "Virtual key",
    body: { name: "a" },
    change: { name: "b" },
  },
  { path: "/teams", one: "team", many: "teams", title: "Team", body: { name: "a" }, change: { name: "b" } },
  { path: "/customers", one: "customer", many: "customers", title: "Customer", body: { name: "a" }, change: { name: "b" } },
  {
    path: "/model-configs",
    one: "model_config",
    many: "model_configs",
    title: "Model config",
    body: { model_name: "a" },
    change: { model_name: "b" },
  },
  {
    path: "/routing-rules",
    one: "rule",
    many: "rules",
    title: "Routing rule",
    body: { name: "a", targets },
    change: { name: "b" },
  },
];

describe.each(resources)("$path", ({ path, one, many, title, body, change }) => {
  test("lives from its creation to its deletion", async () => {
    const { ask } = await govern();
    const created = await ask("POST", path, body);
    expect(created).toMatchObject({ status: 200, body: { message: `${title} created successfully`, [one]: body } });
    const { id } = created.body[one];
    expect((await ask("GET", `${path}/${id}`)).body[one]).toMatchObject({ id, ...body });
    expect((await ask("GET", path)).body).toMatchObject({ [many]: [{ id }], count: 1, total_count: 1, limit: 1, offset: 0 });
    const updated = await ask("PUT", `${path}/${id}`, change);
    expect(updated).toMatchObject({ status: 200, body: { message: `${title} updated successfully`, [one]: { id, ...change } } });
    expect(await ask("DELETE", `${path}/${id}`)).toEqual({ status: 200, body: { message: `${title} deleted successfully` } });
    expect((await ask("GET", path)).body).toMatchObject({ [many]: [], count: 0, total_count: 0 });
  });

  test("an empty change changes nothing", async () => {
    const { ask } = await govern();
    const { id } = (await ask("POST", path, body)).body[one];
    const before = (await ask("GET", `${path}/${id}`)).body;
    expect((await ask("PUT", `${path}/${id}`, {})).body[one]).toEqual(before[one]);
  });

  test.each([
    nobody,
    "1",
    "..",
    "%2e%2e%2f",
    "%00",
    "%ff",
    "%",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    `${nobody}%00`,
    `${nobody}'`,
    nobody.toUpperCase().replace(/0$/, "A"),
    "x".repeat(200),
  ])("%j is nobody", async (id) => {
    const { ask } = await govern();
    for (const [method, sent] of [["GET"], ["PUT", change], ["DELETE"]] as const) {
      const { status, body: error } = await ask(method, `${path}/${id}`, sent);
      expect([method, status, error.message]).toEqual([method, 404, `${title} not found`]);
    }
  });

  test("without a database nothing can be kept, and everything can be read", async () => {
    const { ask } = await govern({ db: undefined });
    expect((await ask("GET", path)).body).toMatchObject({ [many]: [] });
    expect(await ask("POST", path, body)).toMatchObject({ status: 503, body: { code: "database_unavailable" } });
  });
});

describe("what is there already is 409", () => {
  test.each([
    ["/virtual-keys", { name: "a" }, { name: "b" }, "name"],
    ["/routing-rules", { name: "a", targets }, { name: "b", targets }, "name"],
    ["/model-configs", { model_name: "a", provider: "openai" }, { model_name: "a" }, "model_name"],
    ["/model-configs", { model_name: "a" }, { model_name: "a", provider: "openai" }, "model_name"],
  ])("%s", async (path, first, second, param) => {
    const { ask, made } = await govern();
    await made(path, first);
    const again = await ask("POST", path, first);
    expect(again).toMatchObject({
      status: 409,
      body: { code: "already_exists", param, message: expect.stringMatching(/already exists/) },
    });
    const other = await made(path, second);
    const change = { provider: null, ...first };
    expect((await ask("PUT", `${path}/${other.id}`, change)).status).toBe(409);
    expect((await ask("GET", path)).body.count).toBe(2);
  });

  test("two at once: one gets the name", async () => {
    const { ask } = await govern();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask("POST", "/virtual-keys", { name: "a" })));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  });
});

describe("lists", () => {
  test.each([
    ["", ["beta", "Alpha", "gamma"], 3],
    ["?limit=2", ["beta", "Alpha"], 3],
    ["?limit=2&offset=2", ["gamma"], 3],
    ["?offset=1", ["Alpha", "gamma"], 3],
    ["?offset=9", [], 3],
    ["?limit=0", [], 3],
    ["?search=A", ["beta", "Alpha", "gamma"], 3],
    ["?search=alph", ["Alpha"], 1],
    ["?search=%25", [], 0],
    ["?sort_by=name", ["Alpha", "beta", "gamma"], 3],
    ["?sort_by=name&order=desc", ["gamma", "beta", "Alpha"], 3],
    ["?sort_by=created_at&order=desc&limit=1", ["gamma"], 3],
    ["?from_memory=true&export=false&whatever=1&limit=", ["beta", "Alpha", "gamma"], 3],
  ])("%s", async (query, names, total) => {
    const { ask, made, host } = await govern();
    for (const name of ["beta", "Alpha", "gamma"]) {
      await made("/teams", { name });
      await host.clock.advance(1);
    }
    const { body } = await ask("GET", `/teams${query}`);
    expect(body.teams.map(({ name }: { name: string }) => name)).toEqual(names);
    expect([body.count, body.total_count]).toEqual([names.length, total]);
  });

  test("a page holds 25 unless asked, and 100 at most", async () => {
    const { ask } = await govern();
    expect((await ask("GET", "/teams?offset=0")).body.limit).toBe(25);
    expect((await ask("GET", "/teams?limit=5000")).body.limit).toBe(100);
  });

  test.each([
    ["limit=-1", "limit"],
    ["limit=ten", "limit"],
    ["offset=1.5", "offset"],
    ["order=up", "order"],
    ["sort_by=digest", "sort_by"],
  ])("%s is refused", async (query, param) => {
    const { ask } = await govern();
    expect(await ask("GET", `/virtual-keys?${query}`)).toMatchObject({ status: 400, body: { param } });
  });

  test("are filtered by whom they belong to", async () => {
    const { ask, made } = await govern();
    const customer = await made("/customers", { name: "c" });
    const team = await made("/teams", { name: "t", customer_id: customer.id });
    await made("/teams", { name: "other" });
    await made("/virtual-keys", { name: "k1", team_id: team.id });
    await made("/virtual-keys", { name: "k2", customer_id: customer.id });
    const names = async (path: string) => listed((await ask("GET", path)).body);
    expect(await names(`/virtual-keys?team_id=${team.id}`)).toEqual(["k1"]);
    expect(await names(`/virtual-keys?customer_id=${customer.id}`)).toEqual(["k2"]);
    expect(await names(`/teams?customer_id=${customer.id}`)).toEqual(["t"]);
    expect((await ask("GET", `/customers/${customer.id}`)).body.customer).toMatchObject({
      teams: [{ id: team.id, name: "t" }],
      virtual_keys: [{ name: "k2", is_active: true }],
    });
    expect((await ask("GET", `/teams/${team.id}`)).body.team).toMatchObject({
      virtual_keys: [{ name: "k1" }],
      customer: { name: "c" },
    });
  });
});

function listed(body: Answer["body"]): string[] {
  const [resources] = Object.values(body) as { name: string }[][];
  return resources!.map(({ name }) => name);
}
