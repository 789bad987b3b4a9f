/** Routing rules, checked as a whole after each change. */
import { toJson } from "@headgate/db";
import type { RoutingRule, RoutingTarget } from "../model.ts";
import type { Writes } from "./directory.ts";
import type { Change, RoutingRuleDraft } from "./drafts.ts";
import { mustExist } from "./owners.ts";
import { invalid, notFound, taken } from "./refusals.ts";
import { ruleOf } from "./snapshot.ts";
import type { RoutingRuleRow } from "./tables.ts";
import { found, type Writer, type Writing } from "./writer.ts";

export function ruleWrites(writer: Writer): Writes<RoutingRule, RoutingRuleDraft> {
  return {
    async create(draft) {
      const { result, directory } = await writer.write(async (on) => {
        on.touch("rules");
        const rule = { ...fresh, id: on.uuid(), ...said(draft) };
        await check(on, rule);
        await on.trx
          .insertInto("governance_routing_rules")
          .values({ ...rowFrom(rule), id: rule.id, created_at: on.now })
          .execute();
        return rule.id;
      }, collision);
      return found(byId(directory.rules, result), what);
    },
    async update(id, change) {
      const { directory } = await writer.write(async (on) => {
        on.touch("rules");
        const before = ruleOf(await rowOf(on, id));
        const rule = { ...before, ...said(change) };
        await check(on, rule, before);
        await on.trx.updateTable("governance_routing_rules").set(rowFrom(rule)).where("id", "=", id).execute();
      }, collision);
      return found(byId(directory.rules, id), what);
    },
    async delete(id) {
      await writer.write(async (on) => {
        on.touch("rules");
        await rowOf(on, id);
        await on.trx.deleteFrom("governance_routing_rules").where("id", "=", id).execute();
      });
    },
  };
}

const what = "Routing rule";
const collision = taken("name", "A routing rule of this name already exists");
const fresh: Omit<RoutingRule, "id"> = {
  name: "",
  enabled: true,
  cel_expression: "",
  targets: [],
  fallbacks: [],
  scope: "global",
  priority: 0,
};

/** Only the fields in the change; null restores a new rule's value. A global rule belongs to nobody. */
function said(change: Change<RoutingRuleDraft>): Partial<RoutingRule> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  const named = entries.map(([field, value]) => [field, value ?? (fresh as Record<string, unknown>)[field]] as const);
  const scope = change.scope === "global" ? { scope_id: undefined } : {};
  return { ...(Object.fromEntries(named) as Partial<RoutingRule>), ...(change.scope_id ? {} : scope) };
}

async function check(on: Writing, rule: RoutingRule, before?: RoutingRule): Promise<void> {
  checkTargets(rule.targets);
  const { scope, scope_id } = rule;
  if (scope === "global") {
    if (scope_id !== undefined) throw invalid("scope_id", "scope_id has no meaning if scope is global: leave it out");
    return;
  }
  if (scope_id === undefined) throw invalid("scope_id", `scope_id is required if scope is ${scope}`);
  if (scope !== before?.scope || scope_id !== before.scope_id) await mustExist(on, scope, scope_id, "scope_id");
}

function checkTargets(targets: readonly RoutingTarget[]): void {
  if (targets.length === 0) throw invalid("targets", "targets is empty; expected at least one");
  const seen = new Set<string>();
  targets.forEach(({ provider, model, key_id }, i) => {
    if (key_id !== undefined && provider === undefined) {
      throw invalid(`targets.${i}.key_id`, `targets.${i}.key_id needs a provider beside it`);
    }
    const place = JSON.stringify([provider, model, key_id]);
    if (seen.has(place)) throw invalid(`targets.${i}`, `targets.${i} repeats an earlier target`);
    seen.add(place);
  });
  const sum = targets.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) > 0.001) throw invalid("targets", `the weights of targets sum to ${sum}; expected 1`);
}

function rowFrom(rule: RoutingRule): Omit<RoutingRuleRow, "id" | "created_at"> {
  const { name, description = null, enabled, cel_expression, targets, fallbacks, scope, scope_id = null, priority } = rule;
  const lists = { targets: toJson(targets), fallbacks: toJson(fallbacks) };
  return { name, description, enabled: enabled ? 1 : 0, cel_expression, ...lists, scope, scope_id, priority };
}

function byId(rules: readonly RoutingRule[], id: string): RoutingRule | undefined {
  return rules.find((rule) => rule.id === id);
}

function rowOf({ trx }: Writing, id: string): Promise<RoutingRuleRow> {
  return trx
    .selectFrom("governance_routing_rules")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => notFound(what));
}
