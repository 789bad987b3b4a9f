/** Reads the tools of a request, and how the model should choose among them. */
import type { Feature, Tool, ToolChoice } from "../canonical/index.ts";
import { asFlag, asList, asRecord, asText, optional, unreadable } from "../canonical/expect.ts";
import type { Losses } from "./losses.ts";

export function readTools(value: unknown, losses: Losses): readonly Tool[] {
  if (value == null) return [];
  const tools: Tool[] = [];
  asList(value, "tools").forEach((item, i) => {
    const field = `tools.${i}`;
    const found = asRecord(item, field);
    const { type, allowed_callers: callers } = found;
    if (type != null && type !== "custom") return losses.add("vendor-tools", field);
    losses.unread(found, toolRead, field, named);
    if (callers != null && !(Array.isArray(callers) && callers.every((caller) => caller === "direct"))) {
      losses.add("vendor-tools", `${field}.allowed_callers`);
    }
    tools.push({
      name: asText(found["name"], `${field}.name`),
      description: optional(found["description"], `${field}.description`, asText),
      parameters: optional(found["input_schema"], `${field}.input_schema`, asRecord),
      strict: optional(found["strict"], `${field}.strict`, asFlag),
    });
  });
  return tools;
}

interface Choice {
  readonly choice?: ToolChoice;
  readonly parallel?: boolean;
}

export function readChoice(value: unknown, losses: Losses): Choice {
  const found = optional(value, "tool_choice", asRecord);
  if (!found) return {};
  losses.unread(found, choiceRead, "tool_choice");
  const disabled = optional(found["disable_parallel_tool_use"], "tool_choice.disable_parallel_tool_use", asFlag);
  const parallel = disabled === undefined ? {} : { parallel: !disabled };
  switch (found["type"]) {
    case "auto":
    case "none":
      return { choice: found["type"], ...parallel };
    case "any":
      return { choice: "required", ...parallel };
    case "tool":
      return { choice: { name: asText(found["name"], "tool_choice.name") }, ...parallel };
    default:
      throw unreadable("tool_choice.type", found["type"], "auto, any, tool or none");
  }
}

const toolRead: ReadonlySet<string> = new Set(["type", "name", "description", "input_schema", "strict", "allowed_callers"]);
const choiceRead: ReadonlySet<string> = new Set(["type", "name", "disable_parallel_tool_use"]);
const named: ReadonlyMap<string, Feature> = new Map([
  ["cache_control", "cache-control"],
  ["defer_loading", "tool-settings"],
  ["eager_input_streaming", "tool-settings"],
  ["input_examples", "tool-settings"],
]);
