/** What the API says of itself is what it does: every route is answered once and held against its own words. */
import { createHost } from "@headgate/testkit";
import { expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../src/api/api.ts";
import { createDirectory } from "../src/directory/directory.ts";
import { govern, openDatabase } from "./governed.ts";

const limits = {
  budget: { max_limit: 5, reset_duration: "1M", calendar_aligned: true },
  rate_limit: { token_max_limit: 9, token_reset_duration: "1h", request_max_limit: 3, request_reset_duration: "1m" },
};
const provider_configs = [{ provider: "openai", weight: 0.5, allowed_models: ["m"], key_ids: ["key-1"], ...limits }];
const expires_at = "2030-01-31T12:00:00Z";

type Asked = readonly [method: string, path: string, json?: object | undefined, headers?: Record<string, string>];

test("every route answers as it says, with all that an answer can hold", async () => {
  // `govern` holds every answer against what its route says.
  const { ask, made } = await govern();
  const customer = await made("/customers", { name: "c", ...limits });
  const team = await made("/teams", { name: "t", customer_id: customer.id, ...limits });
  const whole = { name: "k", description: "d", expires_at, team_id: team.id, provider_configs, ...limits };
  const key = await made("/virtual-keys", whole);
  await made("/virtual-keys", { name: "l", customer_id: customer.id });
  const config = await made("/model-configs", { model_name: "m", provider: "openai", ...limits });
  const targets = [{ provider: "openai", model: "m", key_id: "key-1", weight: 1 }];
  const rule = await made("/routing-rules", {
    name: "r",
    description: "d",
    targets,
    fallbacks: ["openai/n"],
    scope: "team",
    scope_id: team.id,
  });
  const own = Object.entries({
    "routing-rules": rule,
    "model-configs": config,
    "virtual-keys": key,
    teams: team,
    customers: customer,
  });
  const asked: Asked[] = [
    ["PUT", `/customers/${customer.id}`, { name: "c2" }],
    ["PUT", `/teams/${team.id}`, { name: "t2" }],
    ["PUT", `/virtual-keys/${key.id}`, { name: "k2", colour: "red" }],
    ["PUT", `/model-configs/${config.id}`, { model_name: "m2" }],
    ["PUT", `/routing-rules/${rule.id}`, { name: "r2" }],
    ["PUT", "/providers/openai", limits],
    ["POST", `/virtual-keys/${key.id}/rotate`, { grace_period: "1h" }],
    ["POST", "/virtual-keys/rotate", { ids: [key.id, "nobody"], grace_period: "1h" }],
    ["GET", "/virtual-keys/quota", undefined, { "x-key-id": key.id }],
    ["GET", "/budgets"],
    ["GET", "/rate-limits"],
    ["GET", "/providers"],
    ...own.map(([path, { id }]): Asked => ["GET", `/${path}/${id}`]),
    ...own.map(([path]): Asked => ["GET", `/${path}?limit=1`]),
    ...own.map(([path, { id }]): Asked => ["DELETE", `/${path}/${id}`]),
    ["DELETE", "/providers/openai"],
  ];
  const statuses = [];
  for (const [method, path, json, headers] of asked) {
    statuses.push(`${(await ask(method, path, json, headers)).status} ${method} ${path}`);
  }
  expect(statuses.filter((status) => !status.startsWith("200"))).toEqual([]);
});

test("every route says what it does; those that read a body say which, and lists what they may be asked", async () => {
  const { host } = await openDatabase();
  const directory = await createDirectory(host);
  const routes = createApi(directory, createHost());
  directory.close();
  expect(new Set(routes.map(({ about }) => about!.summary)).size).toBe(routes.length);
  expect(routes.filter(({ about }) => !about!.answer)).toEqual([]);
  const reading = routes.filter(({ about }) => about!.body);
  expect(reading).toEqual(routes.filter(({ method }) => method === "POST" || method === "PUT"));
  const list = routes.find(({ path }) => path === "/api/governance/virtual-keys");
  expect(Object.keys((list!.about!.query as z.ZodObject).shape)).toEqual([
    "limit",
    "offset",
    "search",
    "sort_by",
    "order",
    "team_id",
    "customer_id",
  ]);
  expect(z.toJSONSchema(list!.about!.query!, { io: "input" }).properties!["limit"]).toMatchObject({
    type: "integer",
    minimum: 0,
  });
});
