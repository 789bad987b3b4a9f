/** Chat completion chunks: role, reasoning, content or refusal or tool fragments, finish, usage; written by hand, since benchmarks use them most. */
import { comment, type Events } from "../../answer.ts";
import { bareFailure, doneFrame } from "../../dialects/openai.ts";
import { callId } from "../../ids.ts";
import type { Reaction, ToolCall } from "../../reaction.ts";
import { finishReasons } from "./words.ts";

export interface ChatStream {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly name: string;
  readonly n: number;
  readonly what: Reaction;
  /** Undefined if the client did not ask for it. */
  readonly usage: object | undefined;
  readonly comments: number;
}

export function streamChat(chat: ChatStream): Events {
  return { frames: frames(chat), terminator: doneFrame, failure: bareFailure };
}

function* frames(chat: ChatStream): Generator<string> {
  const head =
    `data: {"id":"${chat.id}","object":"chat.completion.chunk","created":${chat.created},"model":${JSON.stringify(chat.model)},` +
    `"service_tier":"default","system_fingerprint":${JSON.stringify(`fp_${chat.name}`)},"choices":[`;
  const open = chat.usage ? `],"usage":null}\n\n` : "]}\n\n";
  const chunk = (index: number, delta: string, finish = "null"): string =>
    `${head}{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${finish}}${open}`;
  const every = Array.from({ length: chat.n }, (_, index) => index);
  const { thought, text, calls, end } = chat.what;
  const refused = end === "refusal";

  const content = refused || calls.length > 0 ? "null" : `""`;
  const role = `{"role":"assistant","content":${content},"refusal":null}`;
  for (let i = 0; i < chat.comments; i++) {
    yield comment;
    yield chunk(0, role);
  }
  for (const index of every) yield chunk(index, role);
  for (const piece of thought?.pieces ?? []) {
    const delta = `{"reasoning_content":${JSON.stringify(piece)}}`;
    for (const index of every) yield chunk(index, delta);
  }
  for (const piece of text.pieces) {
    const delta = `{"${refused ? "refusal" : "content"}":${JSON.stringify(piece)}}`;
    for (const index of every) yield chunk(index, delta);
  }
  for (const [place, call] of calls.entries()) {
    for (const index of every) yield chunk(index, opening(place, call));
    for (const fragment of call.fragments) {
      const delta = `{"tool_calls":[{"index":${place},"function":{"arguments":${JSON.stringify(fragment)}}}]}`;
      for (const index of every) yield chunk(index, delta);
    }
  }
  for (const index of every) yield chunk(index, "{}", `"${finishReasons[end]}"`);
  if (chat.usage) yield `${head}],"usage":${JSON.stringify(chat.usage)}}\n\n`;
}

function opening(index: number, call: ToolCall): string {
  const first = {
    index,
    id: callId(),
    type: "function",
    function: { name: call.name, arguments: "" },
  };
  return JSON.stringify({ tool_calls: [first] });
}
