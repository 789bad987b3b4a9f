/** Reads `tools` and `toolConfig`: functions are tools, everything else is run by Google itself. */
import type { Loss, Tool, ToolChoice } from "../canonical/index.ts";
import { asRecord, asText, unreadable } from "../canonical/expect.ts";
import { asListOrOne, camelCase, lose } from "./lenient.ts";
import { jsonSchema, type Schema } from "./schema.ts";

export interface Toolbox {
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
}

/** Either can be undefined. If only some functions are allowed, the others are left out. */
export function readToolbox(tools: unknown, toolConfig: unknown, lost: Loss[]): Toolbox {
  const all = tools == null ? [] : readTools(tools, lost);
  const { mode, allowed } = toolConfig == null ? { mode: undefined, allowed: undefined } : readConfig(toolConfig, lost);
  const choice = mode === undefined ? undefined : modes.get(mode);
  if (!allowed || allowed.length === 0 || choice === "none") return { tools: all, toolChoice: choice };
  if (choice === "required" && allowed.length === 1) return { tools: all, toolChoice: { name: allowed[0]! } };
  return { tools: all.filter(({ name }) => allowed.includes(name)), toolChoice: choice };
}

function readTools(value: unknown, lost: Loss[]): readonly Tool[] {
  const tools: Tool[] = [];
  for (const [i, one] of asListOrOne(value, "tools").entries()) {
    const fields = asRecord(one, `tools.${i}`);
    for (const written of Object.keys(fields)) {
      const at = `tools.${i}.${written}`;
      if (fields[written] == null) continue;
      if (camelCase(written) !== "functionDeclarations") lost.push({ feature: "vendor-tools", field: at });
      else for (const [k, it] of asListOrOne(fields[written], at).entries()) tools.push(readFunction(it, `${at}.${k}`, lost));
    }
  }
  return tools;
}

function readFunction(value: unknown, field: string, lost: Loss[]): Tool {
  const fields = asRecord(value, field);
  let name: string | undefined;
  let description: string | undefined;
  let parameters: Schema | undefined;
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    const at = `${field}.${written}`;
    if (it == null) continue;
    switch (camelCase(written)) {
      case "name":
        name = asText(it, at);
        break;
      case "description":
        description = asText(it, at);
        break;
      case "parameters":
        parameters ??= jsonSchema(it, at);
        break;
      case "parametersJsonSchema":
        parameters = asRecord(it, at);
        break;
      case "response":
      case "responseJsonSchema":
        lose(lost, "tool-settings", at, it);
        break;
      case "behavior":
        if (it !== "BLOCKING" && it !== "UNSPECIFIED") lose(lost, "tool-settings", at, it);
        break;
      default:
        lose(lost, "other", at, it);
    }
  }
  return { name: asText(name, `${field}.name`), description, parameters };
}

interface Calling {
  readonly mode: string | undefined;
  readonly allowed: readonly string[] | undefined;
}

function readConfig(value: unknown, lost: Loss[]): Calling {
  const fields = asRecord(value, "toolConfig");
  let calling: Calling = { mode: undefined, allowed: undefined };
  for (const written of Object.keys(fields)) {
    const at = `toolConfig.${written}`;
    if (fields[written] == null) continue;
    if (camelCase(written) === "functionCallingConfig") calling = readCalling(fields[written], at, lost);
    else lose(lost, "other", at, fields[written]);
  }
  return calling;
}

function readCalling(value: unknown, field: string, lost: Loss[]): Calling {
  const fields = asRecord(value, field);
  let mode: string | undefined;
  let allowed: readonly string[] | undefined;
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    const at = `${field}.${written}`;
    if (it == null) continue;
    const name = camelCase(written);
    if (name === "mode") {
      mode = asText(it, at).toUpperCase();
      if (!modes.has(mode)) throw unreadable(at, it, "AUTO, ANY, NONE or VALIDATED");
      if (mode === "VALIDATED") lost.push({ feature: "tool-settings", field: at });
    } else if (name === "allowedFunctionNames") allowed = asListOrOne(it, at).map((one, i) => asText(one, `${at}.${i}`));
    else lose(lost, "tool-settings", at, it);
  }
  return { mode, allowed };
}

const modes: ReadonlyMap<string, ToolChoice | undefined> = new Map([
  ["MODE_UNSPECIFIED", undefined],
  ["AUTO", "auto"],
  ["VALIDATED", "auto"],
  ["ANY", "required"],
  ["NONE", "none"],
]);
