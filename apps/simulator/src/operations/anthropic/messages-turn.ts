/** Reads a conversation in Anthropic's form: what was said last, what tools answered, what the request asks for. */
import type { Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { records, type Turn, type Wishes } from "../../reaction.ts";
import { stopsOf, textOf } from "../../text.ts";
import { estimate } from "../../usage.ts";
import { limitOf } from "../shared/limits.ts";

export function turnOf(body: Json): Turn {
  const messages = records(body.messages);
  const said = textOf(messages.findLast((message) => message.role === "user" && spoken(message.content).length > 0)?.content);
  const last = messages.at(-1);
  if (last?.role !== "user" || spoken(last.content).length > 0) return { said, results: [] };
  return { said, results: resultsOf(last.content) };
}

export function wishesOf({ body, fault, settings, stream }: Ask): Wishes {
  const choice = isRecord(body.tool_choice) ? body.tool_choice : {};
  const thinking = isRecord(body.thinking) ? body.thinking.type : undefined;
  return {
    tools: records(body.tools).map((tool) => ({ name: String(tool.name), schema: tool.input_schema })),
    choice:
      choice.type === "tool" ? { name: choice.name } : choice.type === "any" || choice.type === "none" ? choice.type : "auto",
    parallel: choice.disable_parallel_tool_use !== true,
    format: isRecord(body.output_config) && isRecord(body.output_config.format) ? body.output_config.format : {},
    answer: settings.answer,
    limit: limitOf(body.max_tokens),
    count: stream ? (fault.events ?? settings.tokens) : undefined,
    stops: stopsOf(body.stop_sequences),
    thinks: thinking === "enabled" || thinking === "adaptive",
  };
}

/** The tokens of a request; tool definitions do not count, as in the other dialects. */
export function inputTokens(body: Json): number {
  const characters = records(body.messages).reduce(
    (sum, { content }) => sum + textOf(content).length + resultsOf(content).join("").length,
    textOf(body.system).length,
  );
  return estimate(characters);
}

/** The blocks of a content. */
export function blocksOf(content: unknown): readonly Json[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : records(content);
}

function spoken(content: unknown): readonly Json[] {
  return blocksOf(content).filter((block) => block.type !== "tool_result");
}

function resultsOf(content: unknown): readonly string[] {
  return blocksOf(content).flatMap((block) => (block.type === "tool_result" ? [textOf(block.content)] : []));
}
