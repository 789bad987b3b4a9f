/** Reads a whole Chat answer: its first choice, since more than one is never requested. */
import {
  type Answer,
  type CallPart,
  type TextPart,
  type RefusalPart,
  type ReasoningPart,
  Unreadable,
} from "../../canonical/index.ts";
import { asList, asRecord, asText, type Fields, isRecord, unreadable } from "../../canonical/expect.ts";
import { tokenUsage } from "../usage.ts";
import { readArguments } from "./arguments.ts";
import { readStop } from "./stop.ts";

type Said = TextPart | RefusalPart | ReasoningPart;

export function readAnswer(body: unknown): Answer {
  const answer = asRecord(body, "body");
  const choices = asList(answer["choices"], "choices");
  const choice = asRecord(firstOf(choices), "choices.0");
  const message = asRecord(choice["message"], "choices.0.message");
  const id = plain(answer["id"]);
  const calls = readCalls(message, id, choice["finish_reason"] === "length");
  return {
    id,
    model: plain(answer["model"], "model"),
    parts: [...readSaid(message, "choices.0.message"), ...calls],
    stop: readStop(choice["finish_reason"], choice["stop_reason"], calls.length > 0),
    units: isRecord(answer["usage"]) ? tokenUsage(answer["usage"]) : undefined,
  };
}

/** The choice with index 0, or without an index; servers do not keep them in order. */
export function firstOf(choices: readonly unknown[]): unknown {
  return choices.find((choice) => !isRecord(choice) || (choice["index"] ?? 0) === 0);
}

/** Reasoning, text and refusal of a message, or of a stream's delta. */
export function readSaid(message: Fields, at: string): Said[] {
  const { content, refusal } = message;
  const reasoning = message["reasoning_content"] ?? message["reasoning"];
  const said: Said[] = [];
  if (typeof reasoning === "string" && reasoning !== "") said.push({ kind: "reasoning", text: reasoning });
  if (typeof content === "string") {
    if (content !== "") said.push({ kind: "text", text: content });
  } else if (content != null) readParts(content, `${at}.content`, said);
  if (refusal != null && refusal !== "") said.push({ kind: "refusal", text: asText(refusal, `${at}.refusal`) });
  return said;
}

/** Some servers answer with an array of parts, as in requests; Mistral puts its reasoning there. */
function readParts(content: unknown, at: string, said: Said[]): void {
  asList(content, at, "a string or an array of parts").forEach((value, index) => {
    const part = asRecord(value, `${at}.${index}`);
    if (part["type"] === "thinking") {
      const text = (Array.isArray(part["thinking"]) ? part["thinking"].filter(isRecord) : []).map((one) => plain(one["text"]));
      said.push({ kind: "reasoning", text: text.join("") });
    } else if (typeof part["text"] === "string") said.push({ kind: "text", text: part["text"] });
  });
}

function readCalls(message: Fields, answer: string, isCut: boolean): readonly CallPart[] {
  const calls: CallPart[] = [];
  toolCallsOf(message, "choices.0.message").forEach((call, index) => {
    const at = `choices.0.message.tool_calls.${index}`;
    const { name, arguments: given } = asRecord(call["function"], `${at}.function`);
    const id = plain(call["id"], `${at}.id`) || madeId(answer, index);
    try {
      const text = isRecord(given) ? JSON.stringify(given) : readArguments(given, `${at}.function.arguments`);
      calls.push({ kind: "call", id, name: asText(name, `${at}.function.name`), arguments: text });
    } catch (error) {
      // Cut off by the token limit, as the finish reason says: half a call must not be made.
      if (!(isCut && error instanceof Unreadable)) throw error;
    }
  });
  return calls;
}

/** Including the single `function_call` of servers that predate tools. */
export function toolCallsOf(message: Fields, at: string): readonly Fields[] {
  const { tool_calls: calls, function_call: older } = message;
  if (calls != null) return asList(calls, `${at}.tool_calls`).map((call, index) => asRecord(call, `${at}.tool_calls.${index}`));
  return older == null ? [] : [{ index: 0, function: asRecord(older, `${at}.function_call`) }];
}

/** For servers whose calls have no ids. It must differ from the ids of other answers in the same conversation. */
export function madeId(answer: string, index: number): string {
  return `call_${answer}_${index}`;
}

/** A string that may be missing; some servers use numbers as ids. */
export function plain(value: unknown, field = "id"): string {
  if (value != null && typeof value !== "string" && typeof value !== "number")
    throw unreadable(field, value, "a string or a number");
  return value == null ? "" : String(value);
}
