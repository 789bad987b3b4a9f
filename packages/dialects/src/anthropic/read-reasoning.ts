/** How much a request lets the model think, and in which form it wants the answer. */
import { type OutputForm, type Reasoning, Unreadable } from "../canonical/index.ts";
import { describe, optionalNumber, optionalRecord, optionalText, record, text } from "./fields.ts";
import type { Losses } from "./losses.ts";

/** Undefined when the request says nothing about it. */
export function readReasoning(thinking: unknown, wanted: unknown, losses: Losses): Reasoning | undefined {
  const effort = readEffort(wanted, losses);
  const found = optionalRecord(thinking, "thinking");
  if (!found) return effort && { effort };
  losses.unread(found, thinkingRead, "thinking");
  const shown = readDisplay(found["display"], losses);
  switch (text(found["type"], "thinking.type")) {
    case "disabled":
      if (effort) losses.add("reasoning-settings", "output_config.effort");
      return { effort: "none" };
    case "enabled":
      return { effort, budget: optionalNumber(found["budget_tokens"], "thinking.budget_tokens"), shown };
    case "adaptive":
      return { effort, shown };
    default:
      losses.add("reasoning-settings", "thinking");
      return effort && { effort };
  }
}

export function readOutput(value: unknown, losses: Losses): OutputForm | undefined {
  const found = optionalRecord(value, "output_config.format");
  if (!found) return undefined;
  losses.unread(found, formatRead, "output_config.format");
  if (found["type"] !== "json_schema") throw new Unreadable("output_config.format.type", describe(found["type"]), "json_schema");
  // Here a schema always binds.
  return { kind: "schema", schema: record(found["schema"], "output_config.format.schema"), strict: true };
}

function readEffort(value: unknown, losses: Losses): Reasoning["effort"] {
  const effort = optionalText(value, "output_config.effort");
  if (effort === undefined || isEffort(effort)) return effort;
  losses.add("reasoning-settings", "output_config.effort");
  return undefined;
}

function readDisplay(value: unknown, losses: Losses): boolean | undefined {
  if (value == null) return undefined;
  if (value === "summarized" || value === "omitted") return value === "summarized";
  losses.add("reasoning-settings", "thinking.display");
  return undefined;
}

type Effort = "low" | "medium" | "high" | "xhigh" | "max";

function isEffort(word: string): word is Effort {
  return word === "low" || word === "medium" || word === "high" || word === "xhigh" || word === "max";
}

const thinkingRead: ReadonlySet<string> = new Set(["type", "budget_tokens", "display"]);
const formatRead: ReadonlySet<string> = new Set(["type", "schema"]);
