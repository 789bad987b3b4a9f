/** What this API answers, for the API document; the tests check every real answer against it. */
import { z } from "zod";

type Shape = z.core.$ZodLooseShape;

const time = z.iso.datetime();
const names = z.array(z.string());

const budget = z
  .strictObject({
    id: z.string(),
    max_limit: z.number().describe("US dollars."),
    reset_duration: z.string().describe("Such as 30s, 1h30m, 1d, 1w, 1M or 1Y."),
    calendar_aligned: z.boolean(),
    last_reset: time,
    current_usage: z.number().nullable().describe("US dollars since then; null while the store does not answer."),
  })
  .meta({ id: "Budget" });

const used = z.number().nullable().describe("Since then; null while the store does not answer.");
const rateLimit = z
  .strictObject({
    id: z.string(),
    token_max_limit: z.int().optional(),
    token_reset_duration: z.string().optional(),
    token_current_usage: used,
    token_last_reset: time,
    request_max_limit: z.int().optional(),
    request_reset_duration: z.string().optional(),
    request_current_usage: used,
    request_last_reset: time,
  })
  .meta({ id: "RateLimit" });

const limits = { budget: budget.optional(), rate_limit: rateLimit.optional() };
const limited = { budget_id: z.string().optional(), rate_limit_id: z.string().optional(), ...limits };

const providerConfig = z
  .strictObject({
    id: z.int(),
    virtual_key_id: z.string(),
    provider: z.string(),
    weight: z.number().nullable().describe("Null counts as 1 when a provider is drawn."),
    allowed_models: names.describe("Empty: all."),
    key_ids: names.describe("Names of the provider's keys; empty: all."),
    keys: z.array(z.strictObject({ key_id: z.string(), name: z.string() })),
    ...limited,
  })
  .meta({ id: "ProviderConfig" });

const ownerInShort = { id: z.string(), name: z.string() };
const keysInShort = z.array(z.strictObject({ id: z.string(), name: z.string(), is_active: z.boolean() }));

const virtualKey = {
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  is_active: z.boolean(),
  expires_at: time.optional(),
  previous_value_expires_at: time.optional().describe("Until then the value from before the last rotation works too."),
  provider_configs: z.array(providerConfig).describe("Empty: all providers."),
  mcp_configs: z.array(z.unknown()).max(0),
  team_id: z.string().optional(),
  customer_id: z.string().optional(),
  team: z.strictObject({ ...ownerInShort, customer_id: z.string().optional() }).optional(),
  customer: z.strictObject(ownerInShort).optional(),
  ...limited,
  created_at: time,
  updated_at: time,
};
const value = { value: z.string().describe("The key itself, shown only this once.") };

export const virtualKeyAnswer: z.ZodType = z.strictObject(virtualKey).meta({ id: "VirtualKey" });
export const newVirtualKeyAnswer: z.ZodType = z.strictObject({ ...virtualKey, ...value }).meta({ id: "NewVirtualKey" });
export const rotatedVirtualKeyAnswer: z.ZodType = z
  .strictObject({ ...virtualKey, ...value, rotated_at: time })
  .meta({ id: "RotatedVirtualKey" });

export const teamAnswer: z.ZodType = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    customer_id: z.string().optional(),
    customer: z.strictObject(ownerInShort).optional(),
    ...limited,
    virtual_keys: keysInShort,
  })
  .meta({ id: "Team" });

export const customerAnswer: z.ZodType = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    ...limited,
    teams: z.array(z.strictObject(ownerInShort)),
    virtual_keys: keysInShort,
  })
  .meta({ id: "Customer" });

export const modelConfigAnswer: z.ZodType = z
  .strictObject({
    id: z.string(),
    model_name: z.string(),
    provider: z.string().optional().describe("Absent: all providers that serve the model."),
    ...limited,
  })
  .meta({ id: "ModelConfig" });

export const ruleAnswer: z.ZodType = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    enabled: z.boolean(),
    cel_expression: z.string().describe("Empty: always."),
    targets: z.array(
      z.strictObject({
        provider: z.string().optional(),
        model: z.string().optional(),
        key_id: z.string().optional(),
        weight: z.number(),
      }),
    ),
    fallbacks: names,
    scope: z.enum(["global", "team", "customer", "virtual_key"]),
    scope_id: z.string().optional(),
    priority: z.int().describe("Lower numbers first."),
  })
  .meta({ id: "RoutingRule" });

export const providerAnswer: z.ZodType = z.strictObject({ provider: z.string(), ...limits }).meta({ id: "ProviderGovernance" });

export const budgetsAnswer: z.ZodType = z.strictObject({ budgets: z.array(budget), count: z.int() });
export const rateLimitsAnswer: z.ZodType = z.strictObject({ rate_limits: z.array(rateLimit), count: z.int() });
export const providersAnswer: z.ZodType = z.strictObject({ providers: z.array(providerAnswer), count: z.int() });

export const quotaAnswer: z.ZodType = z.strictObject({
  virtual_key_name: z.string(),
  is_active: z.boolean(),
  budgets: z.array(budget),
  rate_limit: rateLimit.optional(),
  provider_configs: z.array(z.strictObject({ id: z.int(), provider: z.string(), ...limited })),
  model_configs: z.array(modelConfigAnswer),
});

/** A page of them. */
export function listOf(many: string, answer: z.ZodType): z.ZodType {
  const page = { count: z.int().describe("On this page."), total_count: z.int(), limit: z.int(), offset: z.int() };
  return z.strictObject({ [many]: z.array(answer), ...page });
}

/** What was done, and to what. */
export function doneWith(parts: Shape): z.ZodType {
  const warnings = names.optional().describe("What was ignored, and what is allowed but looks like a mistake.");
  return z.strictObject({ message: z.string(), ...parts, warnings });
}

export const done: z.ZodType = z.strictObject({ message: z.string() });
