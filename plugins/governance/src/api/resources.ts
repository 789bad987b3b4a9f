/** The resources of governance, and what sets each apart. */
import type { Providers } from "@headgate/core";
import type { CustomerDraft, ModelConfigDraft, RoutingRuleDraft, TeamDraft, VirtualKeyDraft } from "../directory/drafts.ts";
import { invalid } from "../directory/refusals.ts";
import type { Customer, ModelConfig, RoutingRule, Team, VirtualKey } from "../model.ts";
import { customerAnswer, modelConfigAnswer, newVirtualKeyAnswer, ruleAnswer, teamAnswer, virtualKeyAnswer } from "./answers.ts";
import type { Context } from "./context.ts";
import type { Resource } from "./resource.ts";
import { customerBody, modelConfigBody, ruleBody, teamBody, virtualKeyBody } from "./schemas.ts";
import { strangers } from "./strangers.ts";
import { customerView, modelConfigView, ruleView, teamView, virtualKeyView } from "./views.ts";

export function virtualKeys({ directory, clock }: Context, providers: Providers): Resource<VirtualKey, VirtualKeyDraft> {
  const writes = directory.virtualKeys;
  return {
    ...named("virtual_key", "Virtual key"),
    body: virtualKeyBody,
    writes,
    async create(draft) {
      const { virtualKey, value } = await writes.create(draft);
      return [virtualKey, { value }];
    },
    all: ({ virtualKeys: all }) => all.values(),
    get: ({ virtualKeys: all }, id) => all.get(id),
    nameOf: ({ name }) => name,
    filters: ["team_id", "customer_id"],
    limitedIn: (key) => [key, ...key.provider_configs],
    answer: virtualKeyAnswer,
    newAnswer: newVirtualKeyAnswer,
    view: virtualKeyView,
    warn: (draft) => strangers((draft as VirtualKeyDraft).provider_configs ?? [], "provider_configs", providers),
    check(draft) {
      const { expires_at } = draft as VirtualKeyDraft;
      if (typeof expires_at === "number" && expires_at <= clock.now()) {
        throw invalid("expires_at", "expires_at must be in the future");
      }
    },
  };
}

export function teams({ directory }: Context): Resource<Team, TeamDraft> {
  const writes = directory.teams;
  return {
    ...named("team", "Team"),
    body: teamBody,
    writes,
    create: async (draft) => [await writes.create(draft)],
    all: ({ teams: all }) => all.values(),
    get: ({ teams: all }, id) => all.get(id),
    nameOf: ({ name }) => name,
    filters: ["customer_id"],
    limitedIn: (team) => [team],
    answer: teamAnswer,
    view: teamView,
  };
}

export function customers({ directory }: Context): Resource<Customer, CustomerDraft> {
  const writes = directory.customers;
  return {
    ...named("customer", "Customer"),
    body: customerBody,
    writes,
    create: async (draft) => [await writes.create(draft)],
    all: ({ customers: all }) => all.values(),
    get: ({ customers: all }, id) => all.get(id),
    nameOf: ({ name }) => name,
    filters: [],
    limitedIn: (customer) => [customer],
    answer: customerAnswer,
    view: customerView,
  };
}

export function modelConfigs({ directory }: Context, providers: Providers): Resource<ModelConfig, ModelConfigDraft> {
  const writes = directory.modelConfigs;
  return {
    ...named("model_config", "Model config"),
    body: modelConfigBody,
    writes,
    create: async (draft) => [await writes.create(draft)],
    all: ({ modelConfigs: all }) => all,
    get: ({ modelConfigs: all }, id) => all.find((config) => config.id === id),
    nameOf: ({ model_name }) => model_name,
    filters: ["provider"],
    limitedIn: (config) => [config],
    answer: modelConfigAnswer,
    view: (config, _, usage) => modelConfigView(config, usage),
    warn: (draft) => strangers([draft], "", providers),
  };
}

export function routingRules({ directory }: Context, providers: Providers): Resource<RoutingRule, RoutingRuleDraft> {
  const writes = directory.rules;
  return {
    ...named("routing_rule", "Routing rule"),
    one: "rule",
    many: "rules",
    body: ruleBody,
    writes,
    create: async (draft) => [await writes.create(draft)],
    all: ({ rules }) => rules,
    get: ({ rules }, id) => rules.find((rule) => rule.id === id),
    nameOf: ({ name }) => name,
    filters: ["scope", "scope_id"],
    limitedIn: () => [],
    answer: ruleAnswer,
    view: ruleView,
    warn: (draft) => strangers((draft as RoutingRuleDraft).targets ?? [], "targets", providers),
  };
}

function named(one: string, title: string): { one: string; many: string; path: string; title: string } {
  return { one, many: `${one}s`, path: `${one.replaceAll("_", "-")}s`, title };
}
