/** Each resource as Bifrost shows it: times in RFC 3339, never a key's value or digest. */
import type { Customer, Directory, Limited, ModelConfig, ProviderConfig, RoutingRule, Team, VirtualKey } from "../model.ts";
import { membersOf } from "./members.ts";
import { budgetView, limitsView, rateLimitView, time, type View } from "./limit-views.ts";
import type { Usage } from "./usage.ts";

export function virtualKeyView(key: VirtualKey, { teams, customers }: Directory, usage: Usage): View {
  const { id, name, description, is_active, expires_at, previous, team_id, customer_id, created_at, updated_at } = key;
  const [team, customer] = [teams.get(team_id ?? ""), customers.get(customer_id ?? "")];
  return {
    id,
    name,
    description,
    is_active,
    expires_at: expires_at === undefined ? undefined : time(expires_at),
    previous_value_expires_at: previous && previous.expires_at > usage.now ? time(previous.expires_at) : undefined,
    provider_configs: key.provider_configs.map((config) => providerConfigView(config, id, usage)),
    mcp_configs: [],
    team_id,
    customer_id,
    team: team && { id: team.id, name: team.name, customer_id: team.customer_id },
    customer: customer && { id: customer.id, name: customer.name },
    ...limitsView(key, usage),
    created_at: time(created_at),
    updated_at: time(updated_at),
  };
}

export function teamView(team: Team, directory: Directory, usage: Usage): View {
  const { id, name, customer_id } = team;
  const customer = directory.customers.get(customer_id ?? "");
  return {
    id,
    name,
    customer_id,
    customer: customer && { id: customer.id, name: customer.name },
    ...limitsView(team, usage),
    virtual_keys: keysView(membersOf(directory).keysOfTeam.get(id)),
  };
}

export function customerView(customer: Customer, directory: Directory, usage: Usage): View {
  const { id, name } = customer;
  const { teamsOfCustomer, keysOfCustomer } = membersOf(directory);
  return {
    id,
    name,
    ...limitsView(customer, usage),
    teams: (teamsOfCustomer.get(id) ?? []).map((team) => ({ id: team.id, name: team.name })),
    virtual_keys: keysView(keysOfCustomer.get(id)),
  };
}

export function modelConfigView(config: ModelConfig, usage: Usage): View {
  const { id, model_name, provider } = config;
  return { id, model_name, provider, ...limitsView(config, usage) };
}

export function providerView(provider: string, { budget, rate_limit }: Limited, usage: Usage): View {
  return { provider, budget: budget && budgetView(budget, usage), rate_limit: rate_limit && rateLimitView(rate_limit, usage) };
}

export function ruleView(rule: RoutingRule): View {
  return { ...rule };
}

function providerConfigView(config: ProviderConfig, virtual_key_id: string, usage: Usage): View {
  const { id, provider, weight, allowed_models, key_ids } = config;
  const keys = key_ids.map((name) => ({ key_id: name, name }));
  return { id, virtual_key_id, provider, weight, allowed_models, key_ids, keys, ...limitsView(config, usage) };
}

/** In brief: each key has an answer of its own. */
function keysView(keys: readonly VirtualKey[] = []): readonly View[] {
  return keys.map(({ id, name, is_active }) => ({ id, name, is_active }));
}
