/** The conditions of routing rules, in CEL: compiled once, evaluated for every request. */
import { Environment, EvaluationError } from "@marcbachmann/cel-js";

/** The variables of a condition, by name. */
export interface Facts {
  readonly model: string;
  readonly provider: string;
  readonly request_type: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parameters of the query. */
  readonly params: Readonly<Record<string, string>>;
  readonly virtual_key_id: string;
  readonly virtual_key_name: string;
  readonly team_id: string;
  readonly team_name: string;
  readonly customer_id: string;
  readonly customer_name: string;
  /** Percent. */
  readonly budget_used: number;
  readonly tokens_used: number;
  readonly request: number;
}

export interface Condition {
  /** Whether it depends on how much of a limit is used. */
  readonly asksUse: boolean;
  /** An error counts as no match; `failed` is called for every error but a missing name. */
  matches(facts: Facts, failed: (error: unknown) => void): boolean;
}

const texts = ["virtual_key", "team", "customer"].flatMap((owner) => [`${owner}_id`, `${owner}_name`]);
const variables: readonly (readonly [string, string])[] = [
  ...["model", "provider", "request_type", ...texts].map((name) => [name, "string"] as const),
  ["headers", "map<string, string>"],
  ["params", "map<string, string>"],
  // Numbers that compare with 80 as well as with 80.0.
  ...["budget_used", "tokens_used", "request"].map((name) => [name, "dyn"] as const),
];

const environment = new Environment({ limits: { maxAstNodes: 1000, maxDepth: 50 } });
for (const [name, type] of variables) environment.registerVariable(name, type);

/** Throws for an expression that cannot be a condition, with the reason. An empty one always matches. */
export function compileCondition(expression: string): Condition {
  if (expression.trim() === "") return { asksUse: false, matches: () => true };
  const program = environment.parse(expression);
  const checked = program.check();
  if (!checked.valid) throw checked.error ?? new Error("it does not hold together");
  const type = String(checked.type);
  if (type !== "bool" && type !== "dyn") throw new Error(`it says a ${type}; expected true or false`);
  return {
    asksUse: /\b(?:budget_used|tokens_used|request)\b/.test(expression),
    matches(facts, failed) {
      try {
        return program(facts) === true;
      } catch (error) {
        if (!(error instanceof EvaluationError && error.code === "no_such_key")) failed(error);
        return false;
      }
    },
  };
}
