/** The routing rules of one snapshot, in the order in which they are tried. */
import type { Log } from "@headgate/core";
import type { Caller } from "../judge/caller.ts";
import type { CompileRules } from "../judge/world.ts";
import type { RoutingRule } from "../model.ts";
import { type Condition, compileCondition, type Facts } from "./expressions.ts";

export interface Rules {
  /** Whether there is no usable rule. */
  readonly empty: boolean;
  /** Whether some condition depends on how much of a limit is used. */
  readonly askUse: boolean;
  /** The first that applies: those of the virtual key come first, then its team's, its customer's, then the global ones. */
  find(caller: Caller, facts: Facts): RoutingRule | undefined;
  /** By expression: what was compiled, or what was wrong with it. */
  readonly conditions: ReadonlyMap<string, Condition | Error>;
}

interface Ready {
  readonly rule: RoutingRule;
  readonly condition: Condition;
}

/** A rule that does not compile is left out, and logged once. */
export function createCompileRules(log: Log): CompileRules {
  return ({ rules }, last) => {
    const conditions = new Map<string, Condition | Error>();
    const byScope = new Map<string, Ready[]>();
    for (const rule of rules) {
      if (!rule.enabled) continue;
      const condition = last?.conditions.get(rule.cel_expression) ?? compiled(rule, log);
      conditions.set(rule.cel_expression, condition);
      if (condition instanceof Error) continue;
      const scope = scopeName(rule.scope, rule.scope_id);
      byScope.set(scope, [...(byScope.get(scope) ?? []), { rule, condition }]);
    }
    const failed = new Set<Condition>();
    return {
      empty: byScope.size === 0,
      askUse: [...byScope.values()].flat().some(({ condition }) => condition.asksUse),
      conditions,
      find(caller, facts) {
        for (const scope of scopesOf(caller)) {
          for (const { rule, condition } of byScope.get(scope) ?? []) {
            const matches = condition.matches(facts, (err) => {
              if (failed.has(condition)) return;
              failed.add(condition);
              log.warn({ rule: rule.id, name: rule.name, err }, `routing rule "${rule.name}" failed and does not match`);
            });
            if (matches) return rule;
          }
        }
        return undefined;
      },
    };
  };
}

function compiled(rule: RoutingRule, log: Log): Condition | Error {
  try {
    return compileCondition(rule.cel_expression);
  } catch (err) {
    log.warn({ rule: rule.id, name: rule.name, err }, `routing rule "${rule.name}" cannot be compiled and is left out`);
    return err instanceof Error ? err : new Error(String(err));
  }
}

function scopesOf({ key, team, customer }: Caller): readonly string[] {
  return [
    ...(key ? [scopeName("virtual_key", key.id)] : []),
    ...(team ? [scopeName("team", team.id)] : []),
    ...(customer ? [scopeName("customer", customer.id)] : []),
    scopeName("global", undefined),
  ];
}

function scopeName(scope: RoutingRule["scope"], id: string | undefined): string {
  return scope === "global" ? scope : `${scope} ${id}`;
}
