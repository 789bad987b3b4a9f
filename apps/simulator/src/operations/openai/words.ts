/** What Chat and Responses express differently from the other dialects: tools, tool choice, effort, finish reasons. */
import { isRecord, type Json } from "../../body.ts";
import type { Reaction, Tool, Wishes } from "../../reaction.ts";

export const finishReasons: Readonly<Record<Reaction["end"], string>> = {
  end: "stop",
  sequence: "stop",
  refusal: "stop",
  length: "length",
  tools: "tool_calls",
};

/** A function definition of Chat, or a flat one of Responses. */
export function toolOf(definition: Json): Tool {
  return { name: String(definition.name), schema: definition.parameters };
}

export function choiceOf(choice: unknown): Wishes["choice"] {
  if (isRecord(choice)) return { name: isRecord(choice.function) ? choice.function.name : choice.name };
  return choice === "none" ? "none" : choice === "required" ? "any" : "auto";
}

export function thinks(effort: unknown): boolean {
  return typeof effort === "string" && effort !== "none";
}
