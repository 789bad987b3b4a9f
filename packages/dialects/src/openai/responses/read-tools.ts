/** Reads the tools and which of them may be called. */
import type { Loss, Tool, ToolChoice } from "../../canonical/index.ts";
import { asFlag, asList, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { loseRest } from "./losses.ts";

export interface Offered {
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
}

/** A choice among some of the tools offers only those. */
export function readTools(body: Fields, lost: Loss[]): Offered {
  const tools: Tool[] = [];
  for (const [index, each] of (optional(body["tools"], "tools", asList) ?? []).entries()) {
    const tool = readTool(asRecord(each, `tools.${index}`), `tools.${index}`, lost);
    if (tool) tools.push(tool);
  }
  const choice = body["tool_choice"];
  if (choice === undefined || choice === null) return { tools, toolChoice: undefined };
  if (choice === "auto" || choice === "none" || choice === "required") return { tools, toolChoice: choice };
  const found = typeof choice === "object" ? asRecord(choice, "tool_choice") : undefined;
  switch (found?.["type"]) {
    case "function":
      loseRest(found, choiceFields, "tool_choice.", lost);
      return { tools, toolChoice: { name: asText(found["name"], "tool_choice.name") } };
    case "allowed_tools":
      return allowed(tools, found, lost);
    default:
      if (typeof found?.["type"] !== "string") throw unreadable("tool_choice", choice, "auto, none, required or a tool");
      lost.push({ feature: "vendor-tools", field: "tool_choice" });
      return { tools, toolChoice: undefined };
  }
}

const choiceFields = new Set(["type", "name", "mode", "tools"]);
const allowedFields = new Set(["type", "name"]);
const toolFields = new Set(["type", "name", "description", "parameters", "strict"]);

function readTool(found: Fields, at: string, lost: Loss[]): Tool | undefined {
  if (asText(found["type"], `${at}.type`) !== "function") {
    lost.push({ feature: "vendor-tools", field: at });
    return undefined;
  }
  loseRest(found, toolFields, `${at}.`, lost);
  return {
    name: asText(found["name"], `${at}.name`),
    description: optional(found["description"], `${at}.description`, asText),
    parameters: optional(found["parameters"], `${at}.parameters`, asRecord),
    strict: optional(found["strict"], `${at}.strict`, asFlag),
  };
}

function allowed(tools: readonly Tool[], found: Fields, lost: Loss[]): Offered {
  const mode = found["mode"];
  if (mode !== "auto" && mode !== "required") throw unreadable("tool_choice.mode", mode, "auto or required");
  loseRest(found, choiceFields, "tool_choice.", lost);
  const names = new Set<string>();
  for (const [index, each] of asList(found["tools"], "tool_choice.tools").entries()) {
    const at = `tool_choice.tools.${index}`;
    const one = asRecord(each, at);
    if (one["type"] === "function") loseRest(one, allowedFields, `${at}.`, lost);
    if (asText(one["type"], `${at}.type`) === "function") names.add(asText(one["name"], `${at}.name`));
    else lost.push({ feature: "vendor-tools", field: at });
  }
  return { tools: tools.filter(({ name }) => names.has(name)), toolChoice: mode };
}
