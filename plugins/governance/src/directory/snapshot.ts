/** Builds the snapshot that requests are judged by from all rows. */
import { fromFlag, fromJson } from "@headgate/db";
import type { Budget, Directory, Limited, ProviderConfig, RateLimit, RoutingRule, RoutingTarget, VirtualKey } from "../model.ts";
import { nanoPerDollar } from "./limit-values.ts";
import type { Rows } from "./rows.ts";
import type { BudgetRow, LimitedRow, ProviderConfigRow, RateLimitRow, RoutingRuleRow, VirtualKeyRow } from "./tables.ts";

export const emptyDirectory: Directory = {
  virtualKeys: new Map(),
  byDigest: new Map(),
  teams: new Map(),
  customers: new Map(),
  modelConfigs: [],
  providers: new Map(),
  rules: [],
};

export function directoryOf(rows: Rows): Directory {
  const budgets = new Map(rows.budgets.map((row) => [row.id, budgetOf(row)]));
  const rateLimits = new Map(rows.rateLimits.map((row) => [row.id, rateLimitOf(row)]));
  const limitsOf = ({ budget_id, rate_limit_id }: LimitedRow): Limited => ({
    budget: budget_id === null ? undefined : budgets.get(budget_id),
    rate_limit: rate_limit_id === null ? undefined : rateLimits.get(rate_limit_id),
  });
  const configs = new Map<string, ProviderConfig[]>();
  for (const row of rows.providerConfigs) {
    const those = configs.get(row.virtual_key_id);
    const config = providerConfigOf(row, limitsOf(row));
    if (those) those.push(config);
    else configs.set(row.virtual_key_id, [config]);
  }
  const keys = rows.virtualKeys.map((row) => virtualKeyOf(row, limitsOf(row), configs.get(row.id) ?? []));
  return {
    virtualKeys: new Map(keys.map((key) => [key.id, key])),
    byDigest: new Map(
      keys.flatMap((key) => [[key.digest, key] as const, ...(key.previous ? [[key.previous.digest, key] as const] : [])]),
    ),
    teams: new Map(
      rows.teams.map((row) => {
        const { id, name, customer_id } = row;
        return [id, { id, name, customer_id: customer_id ?? undefined, ...limitsOf(row) }];
      }),
    ),
    customers: new Map(rows.customers.map((row) => [row.id, { id: row.id, name: row.name, ...limitsOf(row) }])),
    modelConfigs: rows.modelConfigs.map((row) => {
      const { id, model_name, provider } = row;
      return { id, model_name, provider: provider || undefined, ...limitsOf(row) };
    }),
    providers: new Map(rows.providers.map((row) => [row.provider, limitsOf(row)])),
    rules: rows.rules.map(ruleOf),
  };
}

export function ruleOf(row: RoutingRuleRow): RoutingRule {
  const { id, name, cel_expression, scope, priority } = row;
  return {
    id,
    name,
    cel_expression,
    scope,
    priority,
    description: row.description ?? undefined,
    enabled: fromFlag(row.enabled),
    targets: fromJson<readonly RoutingTarget[]>(row.targets),
    fallbacks: fromJson<readonly string[]>(row.fallbacks),
    scope_id: row.scope_id ?? undefined,
  };
}

function budgetOf({ max_limit, calendar_aligned, ...row }: BudgetRow): Budget {
  return { ...row, max_limit: max_limit / nanoPerDollar, calendar_aligned: fromFlag(calendar_aligned) };
}

function rateLimitOf(row: RateLimitRow): RateLimit {
  return {
    id: row.id,
    token_max_limit: row.token_max_limit ?? undefined,
    token_reset_duration: row.token_reset_duration ?? undefined,
    request_max_limit: row.request_max_limit ?? undefined,
    request_reset_duration: row.request_reset_duration ?? undefined,
    created_at: row.created_at,
  };
}

function providerConfigOf(row: ProviderConfigRow, limits: Limited): ProviderConfig {
  const { id, provider, weight } = row;
  const [allowed_models, key_ids] = [fromJson<readonly string[]>(row.allowed_models), fromJson<readonly string[]>(row.key_ids)];
  return { id, provider, weight, allowed_models, key_ids, ...limits };
}

function virtualKeyOf(row: VirtualKeyRow, limits: Limited, provider_configs: readonly ProviderConfig[]): VirtualKey {
  const { id, name, digest, previous_digest, previous_expires_at, created_at, updated_at } = row;
  return {
    id,
    name,
    description: row.description ?? undefined,
    digest,
    previous:
      previous_digest === null || previous_expires_at === null
        ? undefined
        : { digest: previous_digest, expires_at: previous_expires_at },
    is_active: fromFlag(row.is_active),
    expires_at: row.expires_at ?? undefined,
    provider_configs,
    team_id: row.team_id ?? undefined,
    customer_id: row.customer_id ?? undefined,
    created_at,
    updated_at,
    ...limits,
  };
}
