/** What each body may say, and how a wrong one is answered: always 400, always with the field named. */
import { describe, expect, test } from "vitest";
import { govern } from "./governed.ts";

const name = "x";
const long = "x".repeat(256);
const budget = { max_limit: 1, reset_duration: "1d" };
const nobody = "00000000-0000-4000-8000-000000000000";

test.each<[path: string, body: object | string, param: string | undefined, message: RegExp]>([
  ["/virtual-keys", "{", undefined, /^Invalid JSON/],
  ["/virtual-keys", "", undefined, /^Invalid JSON/],
  ["/virtual-keys", "[]", undefined, /^Invalid JSON/],
  ["/virtual-keys", "null", undefined, /^Invalid JSON/],
  ["/virtual-keys", '"name"', undefined, /^Invalid JSON/],
  ["/virtual-keys", {}, "name", /^Virtual key name is required$/],
  ["/virtual-keys", { name: null }, "name", /^Virtual key name is required$/],
  ["/virtual-keys", { name: "" }, "name", /^Virtual key name is required$/],
  ["/virtual-keys", { name: "  " }, "name", /^Virtual key name is required$/],
  ["/virtual-keys", { name: 7 }, "name", /^name: expected string/],
  ["/virtual-keys", { name: long }, "name", /^name: .*255/],
  ["/virtual-keys", { name: "a\0b" }, "name", /NUL/],
  ["/teams", {}, "name", /^Team name is required$/],
  ["/customers", {}, "name", /^Customer name is required$/],
  ["/model-configs", {}, "model_name", /^Model config model_name is required$/],
  ["/routing-rules", {}, "name", /^Routing rule name is required$/],
  ["/virtual-keys", { name, is_active: "yes" }, "is_active", /^is_active: expected boolean/],
  [
    "/virtual-keys",
    { name, team_id: nobody, customer_id: nobody },
    "customer_id",
    /^VirtualKey cannot be attached to both Team and Customer$/,
  ],
  ["/virtual-keys", { name, team_id: nobody }, "team_id", /^Team not found/],
  ["/virtual-keys", { name, team_id: "a\0" }, "team_id", /NUL/],
  ["/virtual-keys", { name, customer_id: nobody }, "customer_id", /^Customer not found/],
  ["/teams", { name, customer_id: nobody }, "customer_id", /^Customer not found/],
  [
    "/virtual-keys",
    { name, budget: { max_limit: -5, reset_duration: "1d" } },
    "budget.max_limit",
    /^Budget max_limit cannot be negative/,
  ],
  ["/virtual-keys", { name, budget: { max_limit: 0, reset_duration: "1d" } }, "budget.max_limit", /above 0/],
  ["/virtual-keys", { name, budget: { max_limit: 1e-10, reset_duration: "1d" } }, "budget.max_limit", /above 0/],
  ["/virtual-keys", { name, budget: { max_limit: 1e9, reset_duration: "1d" } }, "budget.max_limit", /9000000/],
  ["/virtual-keys", '{"name":"x","budget":{"max_limit":1e999,"reset_duration":"1d"}}', "budget.max_limit", /expected number/],
  ["/virtual-keys", { name, budget: { max_limit: "1", reset_duration: "1d" } }, "budget.max_limit", /expected number/],
  ["/virtual-keys", { name, budget: { reset_duration: "1d" } }, "budget.max_limit", /is required$/],
  ["/virtual-keys", { name, budget: { max_limit: 1 } }, "budget.reset_duration", /is required/],
  [
    "/virtual-keys",
    { name, budget: { max_limit: 1, reset_duration: "soon" } },
    "budget.reset_duration",
    /^Invalid reset duration format: soon/,
  ],
  [
    "/virtual-keys",
    { name, budget: { max_limit: 1, reset_duration: "1h", calendar_aligned: true } },
    "budget.calendar_aligned",
    /d, w, M or Y/,
  ],
  ["/teams", { name, budget: [] }, "budget", /expected object/],
  ["/customers", { name, rate_limit: { request_max_limit: 5 } }, "rate_limit.request_reset_duration", /is required/],
  ["/customers", { name, rate_limit: { request_reset_duration: "1m" } }, "rate_limit.request_max_limit", /is required/],
  [
    "/customers",
    { name, rate_limit: { token_max_limit: 0, token_reset_duration: "1m" } },
    "rate_limit.token_max_limit",
    /above 0/,
  ],
  ["/customers", { name, rate_limit: { token_max_limit: 1.5, token_reset_duration: "1m" } }, "rate_limit.token_max_limit", /int/],
  [
    "/customers",
    { name, rate_limit: { token_max_limit: 5, token_reset_duration: "1x" } },
    "rate_limit.token_reset_duration",
    /^Invalid reset duration format: 1x/,
  ],
  ["/virtual-keys", { name, provider_configs: [{}] }, "provider_configs.0.provider", /is required$/],
  ["/virtual-keys", { name, provider_configs: {} }, "provider_configs", /expected array/],
  ["/virtual-keys", { name, provider_configs: [{ provider: "openai", weight: -1 }] }, "provider_configs.0.weight", />=0/],
  [
    "/virtual-keys",
    { name, provider_configs: [{ provider: "openai", id: 7 }] },
    "provider_configs.0.id",
    /does not belong to this virtual key$/,
  ],
  [
    "/virtual-keys",
    { name, provider_configs: [{ provider: "openai" }, { provider: "openai" }] },
    "provider_configs.1.provider",
    /as in provider_configs.0$/,
  ],
  [
    "/virtual-keys",
    { name, provider_configs: [{ provider: "openai", allowed_models: "gpt-4o" }] },
    "provider_configs.0.allowed_models",
    /expected array/,
  ],
  [
    "/virtual-keys",
    { name, provider_configs: [{ provider: "openai", budget: { ...budget, max_limit: -1 } }] },
    "provider_configs.0.budget.max_limit",
    /negative/,
  ],
  ["/virtual-keys", { name, expires_at: "tomorrow" }, "expires_at", /RFC3339/],
  ["/virtual-keys", { name, expires_at: "2027-02-29T00:00:00Z" }, "expires_at", /RFC3339/],
  ["/virtual-keys", { name, expires_at: "2027-01-01" }, "expires_at", /RFC3339/],
  ["/virtual-keys", { name, expires_at: 1_800_000_000 }, "expires_at", /expected string/],
  ["/virtual-keys", { name, expires_at: "2025-12-31T23:59:59Z" }, "expires_at", /future/],
  ["/routing-rules", { name }, "targets", /at least one/],
  ["/routing-rules", { name, targets: [{ model: "m", weight: 0.5 }] }, "targets", /sum to 0.5/],
  ["/routing-rules", { name, targets: [{ key_id: "k" }] }, "targets.0.key_id", /provider/],
  [
    "/routing-rules",
    {
      name,
      targets: [
        { model: "m", weight: 0.5 },
        { model: "m", weight: 0.5 },
      ],
    },
    "targets.1",
    /repeats/,
  ],
  ["/routing-rules", { name, targets: [{ model: "m" }], scope: "planet" }, "scope", /expected one of/],
  ["/routing-rules", { name, targets: [{ model: "m" }], scope: "team" }, "scope_id", /is required/],
  ["/routing-rules", { name, targets: [{ model: "m" }], scope: "team", scope_id: nobody }, "scope_id", /^Team not found/],
  ["/routing-rules", { name, targets: [{ model: "m" }], scope_id: nobody }, "scope_id", /global/],
  ["/routing-rules", { name, targets: [{ model: "m" }], cel_expression: "model ==" }, "cel_expression", /Invalid CEL expression/],
  ["/routing-rules", { name, targets: [{ model: "m" }], cel_expression: "modell == 'm'" }, "cel_expression", /modell/],
  ["/routing-rules", { name, targets: [{ model: "m" }], cel_expression: "model == 1" }, "cel_expression", /no such overload/],
  ["/routing-rules", { name, targets: [{ model: "m" }], cel_expression: "1" }, "cel_expression", /expected true or false/],
  ["/routing-rules", { name, targets: [{ model: "m" }], priority: 1.5 }, "priority", /int/],
  ["/virtual-keys/rotate", {}, "ids", /ids is required/],
  ["/virtual-keys/rotate", { ids: [] }, "ids", /^At least one virtual key ID is required$/],
  ["/virtual-keys/rotate", { ids: [" "] }, "ids.0", /^Virtual key ID cannot be empty$/],
  ["/virtual-keys/rotate", { ids: [nobody], grace_period: "31d" }, "grace_period", /must not exceed 30 days/],
  ["/virtual-keys/rotate", { ids: [nobody], grace_period: "-1h" }, "grace_period", /expected a duration/],
])("POST %s refuses %j for %s", async (path, body, param, message) => {
  const { ask, directory } = await govern();
  const before = directory.current;
  const { status, body: error } = await ask("POST", path, body);
  expect(error).toMatchObject({ status: 400, message: expect.stringMatching(message) });
  expect([status, error.param]).toEqual([400, param]);
  expect(directory.current).toBe(before);
});

describe("unknown fields", () => {
  test("are named at any depth, and nothing of them is kept", async () => {
    const { ask } = await govern();
    const { status, body } = await ask(
      "POST",
      "/virtual-keys",
      '{"name":"x","colour":"red","__proto__":{"is_active":false},"constructor":1,"budget":{"max_limit":1,"reset_duration":"1d","id":"mine"},"provider_configs":[{"provider":"openai","shade":2}]}',
    );
    expect([status, body.virtual_key.is_active]).toEqual([200, true]);
    expect(body.warnings).toEqual([
      "colour: unknown field, ignored",
      "__proto__: unknown field, ignored",
      "constructor: unknown field, ignored",
      "budget.id: unknown field, ignored",
      "provider_configs.0.shade: unknown field, ignored",
    ]);
    expect(JSON.stringify(body.virtual_key)).not.toMatch(/colour|mine|shade/);
  });

  test("are named up to twenty", async () => {
    const { ask } = await govern();
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, i]));
    expect((await ask("POST", "/customers", { name, ...many })).body.warnings).toHaveLength(20);
  });
});

test("a provider or key that this gateway does not have is allowed, and said", async () => {
  const { ask } = await govern();
  const provider_configs = [{ provider: "opnai" }, { provider: "openai", key_ids: ["key-2", "key-9"] }];
  expect((await ask("POST", "/virtual-keys", { name, provider_configs })).body.warnings).toEqual([
    "provider_configs.0.provider: this gateway has no provider opnai",
    "provider_configs.1.key_ids: openai has no key key-9",
  ]);
  const rule = { name, targets: [{ provider: "openai", key_id: "key-9" }] };
  expect((await ask("POST", "/routing-rules", rule)).body.warnings).toEqual(["targets.0.key_id: openai has no key key-9"]);
  expect((await ask("POST", "/model-configs", { model_name: "m", provider: "nowhere" })).body.warnings).toEqual([
    "provider: this gateway has no provider nowhere",
  ]);
});
