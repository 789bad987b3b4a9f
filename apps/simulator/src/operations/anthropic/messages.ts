/** The Messages API: builds the message and counts tokens; the streamed half is in messages-stream.ts. */
import type { Answer, Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { anthropicId } from "../../ids.ts";
import { react, tokensOf, type Reaction } from "../../reaction.ts";
import { sign } from "../../signature.ts";
import { messageUsage, usageOr } from "../../usage.ts";
import { refuse } from "./messages-check.ts";
import { streamMessage, type Block } from "./messages-stream.ts";
import { inputTokens, turnOf, wishesOf } from "./messages-turn.ts";

export function messages(ask: Ask): Answer {
  const refused = refuse(ask, false);
  if (refused) return refused;
  const { body, fault } = ask;
  const what = react(turnOf(body), wishesOf(ask));
  const blocks = blocksFor(what, isRecord(body.thinking) && body.thinking.display === "omitted");
  const usage = usageOr(fault.usage, messageUsage(inputTokens(body), tokensOf(what)));
  const end = endOf(what);
  const open = { id: anthropicId("msg_01"), type: "message", role: "assistant", model: ask.model };
  if (ask.stream) {
    const first = usage && opening(usage);
    return streamMessage({ open, blocks, end, usage, first, comments: fault.comments ?? 0 });
  }
  const content = blocks.map(({ block }) => block);
  return { status: 200, json: JSON.stringify({ ...open, content, ...end, container: null, ...(usage && { usage }) }) };
}

export function countTokens(ask: Ask): Answer {
  return refuse(ask, true) ?? { status: 200, json: JSON.stringify({ input_tokens: inputTokens(ask.body) }) };
}

/** Before any output: scripted numbers are also those of the end. */
function opening(usage: object): object {
  const told = Object.entries(usage).filter(([name]) => name !== "output_tokens_details");
  return Object.fromEntries(told.map(([name, count]) => [name, name === "output_tokens" ? 1 : count]));
}

const stopReasons: Readonly<Record<Reaction["end"], string>> = {
  end: "end_turn",
  sequence: "stop_sequence",
  length: "max_tokens",
  tools: "tool_use",
  refusal: "refusal",
};

function endOf({ end, text }: Reaction): Json {
  return {
    stop_reason: stopReasons[end],
    stop_sequence: text.stopped,
    stop_details:
      end === "refusal" ? { type: "refusal", category: null, explanation: "The simulated model was told to refuse." } : null,
  };
}

function blocksFor({ thought, text, calls }: Reaction, omitted: boolean): readonly Block[] {
  const blocks: Block[] = [];
  if (thought) {
    const thinking = omitted ? "" : thought.whole;
    const block = { type: "thinking", thinking, signature: sign("anthropic", thought.whole) };
    blocks.push({ block, pieces: omitted ? [] : thought.pieces });
  }
  if (text.pieces.length > 0) blocks.push({ block: { type: "text", text: text.whole }, pieces: text.pieces });
  for (const { name, arguments: input, fragments } of calls) {
    const block = { type: "tool_use", id: anthropicId("toolu_01"), name, input };
    // There is always an empty first fragment; without arguments it is the only one.
    blocks.push({ block, pieces: Object.keys(input).length > 0 ? ["", ...fragments] : [""] });
  }
  return blocks;
}
