/** Tools, and how the model should choose among them. */
import type { Conversation, Tool, ToolChoice } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";
import type { Block } from "./block.ts";
import type { Losses } from "./losses.ts";

export function writeTools(asked: Conversation, { forcedTools }: Abilities, body: Block, losses: Losses): void {
  const { tools, toolChoice, parallelTools } = asked;
  if (tools.length === 0) {
    // The vendor accepts no tool choice without tools.
    if (isForced(toolChoice)) losses.add("tool-settings", "tool_choice");
    return;
  }
  const isAsked = !forcedTools && isForced(toolChoice);
  // A model that cannot be forced to call a tool at least gets no other.
  if (isAsked) losses.add("tool-settings", "tool_choice");
  const offered = isAsked && typeof toolChoice === "object" ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  body["tools"] = (offered.length > 0 ? offered : tools).map(writeTool);
  const choice = writeChoice(isAsked ? "auto" : toolChoice);
  if (parallelTools === false && choice?.["type"] !== "none") {
    body["tool_choice"] = { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: true };
  } else if (choice) body["tool_choice"] = choice;
}

function isForced(choice: ToolChoice | undefined): boolean {
  return choice !== undefined && choice !== "auto" && choice !== "none";
}

function writeTool({ name, description, parameters, strict }: Tool): Block {
  const out: Block = { name };
  if (description !== undefined) out["description"] = description;
  out["input_schema"] = schema(parameters);
  if (strict === true) out["strict"] = true;
  return out;
}

function schema(parameters: Tool["parameters"]): object {
  if (!parameters) return { type: "object", properties: {} };
  return Object.hasOwn(parameters, "type") ? parameters : { type: "object", ...parameters };
}

function writeChoice(choice: ToolChoice | undefined): Block | undefined {
  if (choice === undefined) return undefined;
  if (choice === "auto" || choice === "none") return { type: choice };
  return choice === "required" ? { type: "any" } : { type: "tool", name: choice.name };
}
