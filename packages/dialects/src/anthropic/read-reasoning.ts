/** Reads thinking and output format of a request. */
import type { OutputForm, Reasoning } from "../canonical/index.ts";
import { asNumber, asRecord, asText, optional, unreadable } from "../canonical/expect.ts";
import type { Losses } from "./losses.ts";

/** Undefined if the request says nothing about it. */
export function readReasoning(thinking: unknown, wanted: unknown, losses: Losses): Reasoning | undefined {
  const effort = readEffort(wanted, losses);
  const found = optional(thinking, "thinking", asRecord);
  if (!found) return effort && { effort };
  losses.unread(found, thinkingRead, "thinking");
  const shown = readDisplay(found["display"], losses);
  switch (asText(found["type"], "thinking.type")) {
    case "disabled":
      if (effort) losses.add("reasoning-settings", "output_config.effort");
      return { effort: "none" };
    case "enabled":
      return { effort, budget: optional(found["budget_tokens"], "thinking.budget_tokens", asNumber), shown };
    case "adaptive":
      return { effort, shown };
    default:
      losses.add("reasoning-settings", "thinking");
      return effort && { effort };
  }
}

export function readOutput(value: unknown, losses: Losses): OutputForm | undefined {
  const found = optional(value, "output_config.format", asRecord);
  if (!found) return undefined;
  losses.unread(found, formatRead, "output_config.format");
  if (found["type"] !== "json_schema") throw unreadable("output_config.format.type", found["type"], "json_schema");
  // Schemas are always strict here.
  return { kind: "schema", schema: asRecord(found["schema"], "output_config.format.schema"), strict: true };
}

function readEffort(value: unknown, losses: Losses): Reasoning["effort"] {
  const effort = optional(value, "output_config.effort", asText);
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
