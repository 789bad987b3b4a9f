/** A provider's whole Chat answer: its first choice, for more than one is never asked for. */
import {
  type Answer,
  type CallPart,
  type TextPart,
  type RefusalPart,
  type ReasoningPart,
  Unreadable,
} from "../../canonical/index.ts";
import { isRecord } from "../errors.ts";
import { tokenUsage } from "../usage.ts";
import { readArguments } from "./arguments.ts";
import { readFinish } from "./finish.ts";
import { type Fields, listAt, recordAt, textAt, wrong } from "./values.ts";

type Said = TextPart | RefusalPart | ReasoningPart;

export function readAnswer(body: unknown): Answer {
  const answer = recordAt(body, "body", "a chat completion");
  const choices = listAt(answer["choices"], "choices", "a list of choices");
  const choice = recordAt(firstOf(choices), "choices.0", "a choice");
  const message = recordAt(choice["message"], "choices.0.message", "a message");
  const id = plain(answer["id"]);
  const calls = readCalls(message, id, choice["finish_reason"] === "length");
  return {
    id,
    model: plain(answer["model"], "model"),
    parts: [...readSaid(message, "choices.0.message"), ...calls],
    stop: readFinish(choice["finish_reason"], choice["stop_reason"], calls.length > 0),
    units: isRecord(answer["usage"]) ? tokenUsage(answer["usage"]) : undefined,
  };
}

/** The choice with the number 0, or with none; servers do not keep to the order. */
export function firstOf(choices: readonly unknown[]): unknown {
  return choices.find((choice) => !isRecord(choice) || (choice["index"] ?? 0) === 0);
}

/** Reasoning, text and refusal, of a message or of what a stream adds to one. */
export function readSaid(message: Fields, at: string): Said[] {
  const { content, refusal } = message;
  const reasoning = message["reasoning_content"] ?? message["reasoning"];
  const said: Said[] = [];
  if (typeof reasoning === "string" && reasoning !== "") said.push({ kind: "reasoning", text: reasoning });
  if (typeof content === "string") {
    if (content !== "") said.push({ kind: "text", text: content });
  } else if (content != null) readParts(content, `${at}.content`, said);
  if (refusal != null && refusal !== "") said.push({ kind: "refusal", text: textAt(refusal, `${at}.refusal`) });
  return said;
}

/** Some servers answer with a list, as requests have it. Mistral reasons in it. */
function readParts(content: unknown, at: string, said: Said[]): void {
  listAt(content, at, "a text or a list of parts").forEach((value, index) => {
    const part = recordAt(value, `${at}.${index}`);
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
    const { name, arguments: given } = recordAt(call["function"], `${at}.function`);
    const id = plain(call["id"], `${at}.id`) || madeId(answer, index);
    try {
      const text = isRecord(given) ? JSON.stringify(given) : readArguments(given, `${at}.function.arguments`);
      calls.push({ kind: "call", id, name: textAt(name, `${at}.function.name`), arguments: text });
    } catch (error) {
      // The limit cut it off in the middle: the reason says so, and half a call must not be made.
      if (!(isCut && error instanceof Unreadable)) throw error;
    }
  });
  return calls;
}

/** With those of servers from before there were tools among them. */
export function toolCallsOf(message: Fields, at: string): readonly Fields[] {
  const { tool_calls: calls, function_call: older } = message;
  if (calls != null) return listAt(calls, `${at}.tool_calls`).map((call, index) => recordAt(call, `${at}.tool_calls.${index}`));
  return older == null ? [] : [{ index: 0, function: recordAt(older, `${at}.function_call`) }];
}

/** For servers that give their calls none. It must differ from those of other answers in the same conversation. */
export function madeId(answer: string, index: number): string {
  return `call_${answer}_${index}`;
}

/** A text that may be missing; some servers number their answers. */
export function plain(value: unknown, field = "id"): string {
  if (value != null && typeof value !== "string" && typeof value !== "number") throw wrong(value, field, "a text");
  return value == null ? "" : String(value);
}
