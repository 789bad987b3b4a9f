/** Decides what the simulated model does with a turn: say something, fill a schema, or call a tool. */
import { isRecord, type Json } from "./body.ts";
import { sample } from "./sample.ts";
import { cut, echo, report, type Text } from "./text.ts";

export interface Turn {
  /** What the user said last. */
  readonly said: string;
  /** What a tool answered, when that is the last thing in the conversation. */
  readonly result: string | undefined;
}

export interface ToolCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}

export interface Wishes {
  /** Function definitions: `{name, parameters}`. */
  readonly tools: readonly Json[];
  readonly choice: unknown;
  /** `{type: "json_object"}` or `{type: "json_schema", schema}`; anything else is plain text. */
  readonly format: Json;
  readonly answer: string | undefined;
  /** Tokens the answer may have, and content deltas it shall have; JSON is never stretched. */
  readonly limit: number | undefined;
  readonly count: number | undefined;
}

export function react(turn: Turn, wishes: Wishes): Text | ToolCall {
  const tool = chosen(turn, wishes);
  const said = turn.result ?? turn.said;
  if (tool)
    return {
      name: String(tool.name),
      arguments: JSON.stringify(sample(tool.parameters ?? { type: "object" }, said)),
    };
  const text = wishes.answer ?? (turn.result === undefined ? echo(said) : report(said));
  if (wishes.format.type === "json_schema") return cut(JSON.stringify(sample(wishes.format.schema, text)), wishes.limit);
  if (wishes.format.type === "json_object") return cut(JSON.stringify({ answer: text }), wishes.limit);
  return cut(text, wishes.limit, wishes.count);
}

/** The deltas in which it is streamed; each counts as a token. */
export function piecesOf(what: Text | ToolCall): readonly string[] {
  return "pieces" in what ? what.pieces : fragments(what.arguments);
}

/** A tool is called when the request forces it, or when the user speaks of a tool. */
function chosen(turn: Turn, { tools, choice }: Wishes): Json | undefined {
  if (tools.length === 0 || choice === "none") return undefined;
  if (isRecord(choice)) {
    const name = isRecord(choice.function) ? choice.function.name : choice.name;
    return tools.find((tool) => tool.name === name) ?? tools[0];
  }
  const spoken = turn.result === undefined && /\btool/i.test(turn.said);
  return choice === "required" || spoken ? tools[0] : undefined;
}

/** Cuts JSON arguments into the fragments in which they are streamed. */
function fragments(text: string): readonly string[] {
  return text.match(/.{1,12}/gsu) ?? [];
}

export function records(list: unknown): readonly Json[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
