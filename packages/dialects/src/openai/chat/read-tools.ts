/** Reads the tools of a Chat request and the choice among them, in today's form and in the older form with functions. */
import type { Conversation, Loss, Tool, ToolChoice } from "../../canonical/index.ts";
import { asFlag, asList, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { nameRest } from "./rest.ts";

type Tooling = Pick<Conversation, "tools" | "toolChoice" | "parallelTools">;

export function readTooling(fields: Fields, lost: Loss[]): Tooling {
  const tools: Tool[] = [];
  each(fields["tools"], "tools", (tool, at) => {
    const { type, function: said } = tool;
    if ((type ?? "function") === "function") {
      nameRest(tool, wrapping, `${at}.`, lost);
      tools.push(readFunction(asRecord(said, `${at}.function`), `${at}.function`, lost));
    } else lost.push({ feature: "vendor-tools", field: at });
  });
  each(fields["functions"], "functions", (said, at) => tools.push(readFunction(said, at, lost)));
  const parallelTools = optional(fields["parallel_tool_calls"], "parallel_tool_calls", asFlag);
  const { tool_choice: choice, function_call: older } = fields;
  if (choice == null && older != null) return { tools, toolChoice: readOlder(older), parallelTools: false };
  // A client that uses `functions` understands only one call.
  const alone = tools.length > 0 && fields["tools"] == null ? false : parallelTools;
  return { tools, parallelTools: alone, ...readChoice(choice, tools, lost) };
}

const wrapping: ReadonlySet<string> = new Set(["type", "function"]);
const described: ReadonlySet<string> = new Set(["name", "description", "parameters", "strict"]);

function each(list: unknown, field: string, read: (one: Fields, at: string) => void): void {
  if (list == null) return;
  asList(list, field).forEach((one, at) => read(asRecord(one, `${field}.${at}`), `${field}.${at}`));
}

function readFunction(said: Fields, at: string, lost: Loss[]): Tool {
  const { name, description, parameters, strict } = said;
  nameRest(said, described, `${at}.`, lost);
  return {
    name: asText(name, `${at}.name`),
    description: optional(description, `${at}.description`, asText),
    parameters: parameters == null ? undefined : asRecord(parameters, `${at}.parameters`),
    strict: optional(strict, `${at}.strict`, asFlag),
  };
}

const chosen: ReadonlySet<string> = new Set(["type", "function", "allowed_tools"]);
const justName: ReadonlySet<string> = new Set(["name"]);

const modes = ["auto", "none", "required"] as const;
const choices = "auto, none, required, or an object that names what is allowed";

function readChoice(choice: unknown, tools: readonly Tool[], lost: Loss[]): Partial<Tooling> {
  if (choice == null) return {};
  const mode = modes.find((one) => one === choice);
  if (mode !== undefined) return { toolChoice: mode };
  const said = asRecord(choice, "tool_choice", choices);
  if (said["type"] === "allowed_tools" || said["type"] === "function") nameRest(said, chosen, "tool_choice.", lost);
  if (said["type"] === "allowed_tools")
    return readAllowed(asRecord(said["allowed_tools"], "tool_choice.allowed_tools"), tools, lost);
  if (said["type"] === "function") {
    const named = asRecord(said["function"], "tool_choice.function");
    nameRest(named, justName, "tool_choice.function.", lost);
    return { toolChoice: { name: asText(named["name"], "tool_choice.function.name") } };
  }
  if (typeof said["type"] !== "string") throw unreadable("tool_choice.type", said["type"], "function or allowed_tools");
  lost.push({ feature: "vendor-tools", field: "tool_choice" });
  return {};
}

/** Only these are sent to the model; reported as a loss, since earlier turns may have called the others. */
function readAllowed(said: Fields, tools: readonly Tool[], lost: Loss[]): Partial<Tooling> {
  const names = new Set<string>();
  each(said["tools"], "tool_choice.allowed_tools.tools", ({ function: named }, at) => {
    // A tool that the vendor runs is not read: the tool itself is already a loss.
    if (named != null) names.add(asText(asRecord(named, `${at}.function`)["name"], `${at}.function.name`));
  });
  const { mode } = said;
  if (mode !== "auto" && mode !== "required") throw unreadable("tool_choice.allowed_tools.mode", mode, "auto or required");
  lost.push({ feature: "tool-settings", field: "tool_choice.allowed_tools" });
  return { tools: tools.filter(({ name }) => names.has(name)), toolChoice: mode };
}

function readOlder(choice: unknown): ToolChoice {
  if (choice === "auto" || choice === "none") return choice;
  const { name } = asRecord(choice, "function_call", "auto, none or an object with a name");
  return { name: asText(name, "function_call.name") };
}
