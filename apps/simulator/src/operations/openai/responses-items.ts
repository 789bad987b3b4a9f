/** The output items of a response: reasoning, a message or a refusal, function calls; each with the deltas it is streamed in. */
import type { Json } from "../../body.ts";
import { callId, itemId } from "../../ids.ts";
import type { Reaction, ToolCall } from "../../reaction.ts";
import { sign } from "../../signature.ts";
import type { Text } from "../../text.ts";

export interface Item {
  /** As it stands when it is finished. */
  readonly item: Json;
  readonly pieces: readonly string[];
}

export interface Shown {
  /** The request asked for a summary of the reasoning, or for its encrypted state. */
  readonly summarized: boolean;
  readonly encrypted: boolean;
}

export function itemsOf({ thought, text, calls, end }: Reaction, shown: Shown): readonly Item[] {
  const thoughts = thought ? [{ item: reasoning(thought, shown), pieces: shown.summarized ? thought.pieces : [] }] : [];
  if (calls.length > 0) return [...thoughts, ...calls.map((call) => ({ item: toolCall(call), pieces: call.fragments }))];
  return [...thoughts, { item: message(text, end), pieces: text.pieces }];
}

function reasoning(thought: Text, { summarized, encrypted }: Shown): Json {
  return {
    id: itemId("rs_"),
    type: "reasoning",
    summary: summarized ? [{ type: "summary_text", text: thought.whole }] : [],
    ...(encrypted && { encrypted_content: sign("openai", thought.whole) }),
  };
}

function message(text: Text, end: Reaction["end"]): Json {
  const part =
    end === "refusal"
      ? { type: "refusal", refusal: text.whole }
      : { type: "output_text", annotations: [], logprobs: [], text: text.whole };
  const status = end === "length" ? "incomplete" : "completed";
  return { id: itemId("msg_"), type: "message", status, content: [part], role: "assistant" };
}

function toolCall(call: ToolCall): Json {
  return {
    id: itemId("fc_"),
    type: "function_call",
    status: "completed",
    arguments: call.json,
    call_id: callId(),
    name: call.name,
  };
}
