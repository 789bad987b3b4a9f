/** Reads `input`: a string, or the items of the conversation so far. */
import type { CallPart, Loss, ReasoningPart, ResultPart, Turn } from "../../canonical/index.ts";
import { readContent } from "./read-content.ts";
import { asList, asRecord, asText, type Fields, optional, recordIn, unreadable } from "../../canonical/expect.ts";
import { loseRest } from "./losses.ts";
import type { Turns } from "./turns.ts";

export function readInput(input: unknown, turns: Turns, lost: Loss[]): void {
  if (typeof input === "string") return turns.say("user", [{ kind: "text", text: input }]);
  if (!Array.isArray(input)) throw unreadable("input", input, "a string or an array of items");
  for (const [index, each] of asList(input, "input").entries()) {
    const at = `input.${index}`;
    readItem(asRecord(each, at), at, turns, lost);
  }
}

const messageFields = new Set(["type", "id", "status", "role", "content"]);

function readItem(found: Fields, at: string, turns: Turns, lost: Loss[]): void {
  // References and messages can omit their type.
  const plain = found["role"] === undefined && found["id"] !== undefined ? "item_reference" : "message";
  switch (optional(found["type"], `${at}.type`, asText) ?? plain) {
    case "message":
      loseRest(found, messageFields, `${at}.`, lost);
      return turns.say(roleOf(found["role"], `${at}.role`), readContent(found["content"], `${at}.content`, lost));
    case "function_call":
      return turns.speak(readCall(found, at, lost));
    case "function_call_output":
      return turns.answer(readResult(found, at, lost));
    case "reasoning": {
      const part = readReasoning(found, at, lost);
      return part && turns.speak(part);
    }
    case "item_reference":
      lost.push({ feature: "stored-state", field: at });
      return;
    default:
      lost.push({ feature: "vendor-content", field: at });
  }
}

function roleOf(value: unknown, field: string): Turn["role"] {
  if (value === "user" || value === "assistant" || value === "system") return value;
  if (value === "developer") return "system";
  throw unreadable(field, value, "user, assistant, system or developer");
}

const callFields = new Set(["type", "id", "status", "call_id", "name", "arguments"]);

function readCall(found: Fields, at: string, lost: Loss[]): CallPart {
  loseRest(found, callFields, `${at}.`, lost);
  const written = asText(found["arguments"], `${at}.arguments`);
  if (written !== "" && recordIn(written) === undefined) throw unreadable(`${at}.arguments`, written, "JSON of an object");
  const id = asText(found["call_id"], `${at}.call_id`);
  return { kind: "call", id, name: asText(found["name"], `${at}.name`), arguments: written === "" ? "{}" : written };
}

const resultFields = new Set(["type", "id", "status", "call_id", "name", "output"]);

function readResult(found: Fields, at: string, lost: Loss[]): ResultPart {
  loseRest(found, resultFields, `${at}.`, lost);
  const parts: ResultPart["parts"][number][] = [];
  for (const [index, part] of readContent(found["output"], `${at}.output`, lost).entries()) {
    if (part.kind === "audio") lost.push({ feature: "audio-input", field: `${at}.output.${index}` });
    else parts.push(part.kind === "refusal" ? { kind: "text", text: part.text } : part);
  }
  const name = optional(found["name"], `${at}.name`, asText);
  return { kind: "result", id: asText(found["call_id"], `${at}.call_id`), name, parts };
}

const reasonFields = new Set(["type", "text"]);
const reasoningFields = new Set(["type", "id", "status", "summary", "content"]);

function readReasoning(found: Fields, at: string, lost: Loss[]): ReasoningPart | undefined {
  loseRest(found, reasoningFields, `${at}.`, lost);
  const said = reasoningText(found, at);
  for (const form of ["summary", "content"]) {
    for (const [index, part] of (optional(found[form], `${at}.${form}`, asList) ?? []).entries()) {
      loseRest(asRecord(part, `${at}.${form}.${index}`), reasonFields, `${at}.${form}.${index}.`, lost);
    }
  }
  return said === "" ? undefined : { kind: "reasoning", text: said };
}

/** The summary, or the reasoning itself if there is none. */
export function reasoningText(found: Fields, at: string): string {
  return textsOf(found["summary"], `${at}.summary`) || textsOf(found["content"], `${at}.content`);
}

function textsOf(value: unknown, field: string): string {
  const parts = optional(value, field, asList) ?? [];
  return parts.map((part, index) => asText(asRecord(part, `${field}.${index}`)["text"], `${field}.${index}.text`)).join("\n\n");
}
