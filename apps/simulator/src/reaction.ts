/** Decides what the simulated model does with a turn, whatever its dialect: think, say something, call tools, refuse. */
import { isRecord, type Json } from "./body.ts";
import { sample } from "./sample.ts";
import { cut, echo, ponder, report, type Text } from "./text.ts";

export interface Turn {
  /** What the user said last. */
  readonly said: string;
  /** The tool results, if they are the last thing in the conversation. */
  readonly results: readonly string[];
}

export interface Tool {
  readonly name: string;
  readonly schema: unknown;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Json;
  /** The arguments as JSON. */
  readonly json: string;
  /** That JSON in the fragments in which it is streamed; each counts as a token. */
  readonly fragments: readonly string[];
}

export interface Wishes {
  readonly tools: readonly Tool[];
  readonly choice: "auto" | "none" | "any" | { readonly name: unknown };
  /** The request allows two tool calls at once. */
  readonly parallel: boolean;
  /** `{type: "json_object"}` or `{type: "json_schema", schema}`; anything else is plain text. */
  readonly format: Json;
  readonly answer: string | undefined;
  /** The token limit, and the number of content deltas to send; JSON is never stretched. */
  readonly limit: number | undefined;
  readonly count: number | undefined;
  readonly stops: readonly string[];
  readonly thinks: boolean;
}

export interface Reaction {
  readonly thought: Text | undefined;
  /** What it says, which can be a refusal; no pieces if it calls tools. */
  readonly text: Text;
  readonly calls: readonly ToolCall[];
  readonly end: "end" | "sequence" | "length" | "tools" | "refusal";
}

export function react(turn: Turn, wishes: Wishes): Reaction {
  const said = turn.results.length > 0 ? turn.results.join(" ") : turn.said;
  const thought = wishes.thinks ? cut(ponder(said), undefined) : undefined;
  if (turn.results.length === 0 && /\brefuse/i.test(turn.said))
    return { thought, text: cut("I'm sorry, but I can't help with that.", undefined), calls: [], end: "refusal" };
  const calls = chosen(turn, wishes).map((tool) => call(tool, said));
  if (calls.length > 0) return { thought, text: silence, calls, end: "tools" };
  const text = answer(wishes.answer ?? (turn.results.length > 0 ? report(turn.results) : echo(said)), wishes);
  return { thought, text, calls, end: text.short ? "length" : text.stopped === null ? "end" : "sequence" };
}

/** Tokens of thoughts, and of the whole output including thoughts. */
export function tokensOf({ thought, text, calls }: Reaction): { readonly thought: number; readonly all: number } {
  const pondered = thought?.pieces.length ?? 0;
  return { thought: pondered, all: calls.reduce((sum, one) => sum + one.fragments.length, pondered + text.pieces.length) };
}

export function records(list: unknown): readonly Json[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

const silence: Text = { pieces: [], whole: "", short: false, stopped: null };

function answer(text: string, { format, limit, count, stops }: Wishes): Text {
  if (format.type === "json_schema") return cut(JSON.stringify(sample(format.schema, text)), limit, undefined, stops);
  if (format.type === "json_object") return cut(JSON.stringify({ answer: text }), limit, undefined, stops);
  return cut(text, limit, count, stops);
}

/** A tool is called when the request forces it, or the user mentions a tool; two are called if the user mentions tools. */
function chosen(turn: Turn, { tools, choice, parallel }: Wishes): readonly Tool[] {
  const [first] = tools;
  if (first === undefined || choice === "none") return [];
  if (typeof choice === "object") return [tools.find((tool) => tool.name === choice.name) ?? first];
  const asked = turn.results.length === 0;
  if (choice !== "any" && !(asked && /\btool|\bparallel/i.test(turn.said))) return [];
  return parallel && asked && /\btools\b|\bparallel/i.test(turn.said) ? [first, tools[1] ?? first] : [first];
}

function call(tool: Tool, said: string): ToolCall {
  const made = sample(tool.schema ?? { type: "object" }, said);
  const values = isRecord(made) ? made : {};
  const json = JSON.stringify(values);
  return { name: tool.name, arguments: values, json, fragments: json.match(/.{1,12}/gsu) ?? [] };
}
