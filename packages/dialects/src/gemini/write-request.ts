/** Writes a conversation as the body of a generateContent request. */
import type { Conversation, Loss, Tool, Written } from "../canonical/index.ts";
import { abilitiesOf } from "./abilities.ts";
import { writeSettings } from "./write-settings.ts";
import { writeTurns } from "./write-turns.ts";

export function writeRequest(conversation: Conversation): Written {
  const { model, system, turns, tools, toolChoice, user, parallelTools, verbosity } = conversation;
  const lost: Loss[] = [];
  const abilities = abilitiesOf(model);
  const body: Record<string, unknown> = {};
  const contents = writeTurns(turns, abilities, lost);
  const told = system.filter((text) => text !== "").map((text) => ({ text }));
  // Google requires at least one content: then the instruction becomes what the user says.
  if (contents.length > 0) body["contents"] = contents;
  else body["contents"] = [{ role: "user", parts: told.length > 0 ? told : [{ text: "" }] }];
  if (told.length > 0 && contents.length > 0) body["systemInstruction"] = { parts: told };
  if (tools.length > 0) {
    body["tools"] = [{ functionDeclarations: tools.map((tool, i) => writeTool(tool, i, lost)) }];
    const config = callingConfig(conversation);
    if (config) body["toolConfig"] = { functionCallingConfig: config };
  } else if (toolChoice !== undefined && toolChoice !== "auto" && toolChoice !== "none") {
    lost.push({ feature: "tool-settings", field: "toolChoice" });
  }
  if (parallelTools === false) lost.push({ feature: "tool-settings", field: "parallelTools" });
  if (user !== undefined) lost.push({ feature: "storage", field: "user" });
  // The default is not a loss.
  if (verbosity !== undefined && verbosity !== "medium") lost.push({ feature: "service", field: "verbosity" });
  const settings = writeSettings(conversation, abilities, lost);
  if (settings) body["generationConfig"] = settings;
  return { body, lost };
}

function writeTool({ name, description, parameters, strict }: Tool, index: number, lost: Loss[]): object {
  if (strict === true) lost.push({ feature: "tool-settings", field: `tools.${index}.strict` });
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parametersJsonSchema: parameters }),
  };
}

function callingConfig({ toolChoice }: Conversation): object | undefined {
  switch (toolChoice) {
    case undefined:
      return undefined;
    case "auto":
      return { mode: "AUTO" };
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    default:
      return { mode: "ANY", allowedFunctionNames: [toolChoice.name] };
  }
}
