/** What the assistant said, in a request's history: text, refusals, reasoning that a client sends back, and calls. */
import type { CallPart, Loss, Part } from "../../canonical/index.ts";
import { readArguments } from "./arguments.ts";
import { eachPart, readText } from "./read-content.ts";
import { asList, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { nameRest } from "./rest.ts";

export function readAssistant(message: Fields, index: number, at: string, lost: Loss[]): Part[] {
  const parts: Part[] = [];
  const reasoning = message["reasoning_content"] ?? message["reasoning"];
  if (typeof reasoning === "string" && reasoning !== "") parts.push({ kind: "reasoning", text: reasoning });
  if (message["content"] != null) readSaid(message["content"], `${at}.content`, parts, lost);
  const refusal = optional(message["refusal"], `${at}.refusal`, asText);
  if (refusal) parts.push({ kind: "refusal", text: refusal });
  readCalls(message, index, at, parts, lost);
  nameLost(message, at, lost);
  return parts;
}

function readSaid(content: unknown, at: string, parts: Part[], lost: Loss[]): void {
  eachPart(content, at, (part, here) => {
    const { type } = part;
    if (type === "text") {
      const text = readText(part, here, lost);
      if (text !== undefined) parts.push(text);
    } else if (type === "refusal") parts.push({ kind: "refusal", text: asText(part["refusal"], `${here}.refusal`) });
    else if (typeof type === "string") lost.push({ feature: "vendor-content", field: here });
    else throw unreadable(`${here}.type`, type, "text or refusal");
  });
}

function readCalls(message: Fields, index: number, at: string, parts: Part[], lost: Loss[]): void {
  const { tool_calls: calls, function_call: older } = message;
  asList(calls ?? [], `${at}.tool_calls`).forEach((value, place) => {
    const here = `${at}.tool_calls.${place}`;
    const call = asRecord(value, here);
    if ((call["type"] ?? "function") === "function") {
      nameRest(call, known.call, `${here}.`, lost);
      parts.push(readCall(asText(call["id"], `${here}.id`), call["function"], `${here}.function`, lost));
    } else lost.push({ feature: "vendor-tools", field: here });
  });
  // From before calls had ids: its place in the conversation is one.
  if (older != null) parts.push(readCall(`call_${index}`, older, `${at}.function_call`, lost));
}

const known: Readonly<Record<"message" | "call" | "function", ReadonlySet<string>>> = {
  message: new Set(["role", "content", "refusal", "tool_calls", "function_call", "annotations", "audio"]),
  call: new Set(["id", "type", "function", "index"]),
  function: new Set(["name", "arguments"]),
};

/** What servers of this format call the reasoning that they show. */
const thoughts: ReadonlySet<string> = new Set(["reasoning_content", "reasoning"]);

function readCall(id: string, value: unknown, at: string, lost: Loss[]): CallPart {
  const said = asRecord(value, at);
  nameRest(said, known.function, `${at}.`, lost);
  const { name, arguments: given } = said;
  return { kind: "call", id, name: asText(name, `${at}.name`), arguments: readArguments(given, `${at}.arguments`) };
}

function nameLost(message: Fields, at: string, lost: Loss[]): void {
  const { annotations, audio } = message;
  if (Array.isArray(annotations) && annotations.length > 0) lost.push({ feature: "citations", field: `${at}.annotations` });
  // Earlier speech is named by its id alone.
  if (audio != null) lost.push({ feature: "stored-state", field: `${at}.audio` });
  for (const name of Object.keys(message)) {
    const value = message[name];
    if (value == null || known.message.has(name) || (thoughts.has(name) && typeof value === "string")) continue;
    lost.push({ feature: name.startsWith("reasoning") ? "reasoning" : "other", field: `${at}.${name}` });
  }
}
