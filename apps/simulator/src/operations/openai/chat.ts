/** Chat completions: reads the conversation and answers it whole; the streamed half is in chat-stream.ts. */
import type { Answer, Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { missing } from "../../dialects/openai.ts";
import { callId, completionId, seconds } from "../../ids.ts";
import { react, records, tokensOf, type Reaction, type Turn } from "../../reaction.ts";
import { stopsOf, textOf } from "../../text.ts";
import { chatUsage, estimate, usageOr } from "../../usage.ts";
import { streamChat } from "./chat-stream.ts";
import { choices, limitOf } from "../shared/limits.ts";
import { choiceOf, finishReasons, thinks, toolOf } from "./words.ts";

export function chat(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  const messages = records(body.messages);
  if (messages.length === 0) return missing("messages");
  const what = react(turnOf(messages), {
    tools: records(body.tools).flatMap((tool) => (isRecord(tool.function) ? [toolOf(tool.function)] : [])),
    choice: choiceOf(body.tool_choice),
    parallel: body.parallel_tool_calls !== false,
    format: formatOf(body.response_format),
    answer: settings.answer,
    limit: limitOf(body.max_completion_tokens ?? body.max_tokens),
    count: ask.stream ? (fault.events ?? settings.tokens) : undefined,
    stops: stopsOf(body.stop),
    thinks: thinks(body.reasoning_effort),
  });
  const n = choices(body.n);
  const input = estimate(messages.reduce((sum, message) => sum + textOf(message.content).length, 0));
  const { thought, all } = tokensOf(what);
  const usage = usageOr(fault.usage, chatUsage(input, { thought: n * thought, all: n * all }));
  const head = { id: completionId("chatcmpl-"), created: seconds(settings.now()), model: ask.model };
  if (ask.stream) {
    const counted = isRecord(body.stream_options) && body.stream_options.include_usage === true;
    const comments = fault.comments ?? 0;
    return streamChat({ ...head, name: settings.name, n, what, usage: counted ? usage : undefined, comments });
  }
  const json = JSON.stringify({
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: Array.from({ length: n }, (_, index) => choice(index, what)),
    usage,
    service_tier: "default",
    system_fingerprint: `fp_${settings.name}`,
  });
  return { status: 200, json };
}

function choice(index: number, { thought, text, calls, end }: Reaction): object {
  const refused = end === "refusal";
  const message = {
    role: "assistant",
    ...(thought && { reasoning_content: thought.whole }),
    content: refused || calls.length > 0 ? null : text.whole,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ name, json }) => ({ id: callId(), type: "function", function: { name, arguments: json } })),
    }),
    refusal: refused ? text.whole : null,
    annotations: [],
  };
  return { index, message, logprobs: null, finish_reason: finishReasons[end] };
}

function turnOf(messages: readonly Json[]): Turn {
  const last = messages.at(-1);
  const user = messages.findLast((message) => message.role === "user") ?? last;
  const from = messages.findLastIndex((message) => message.role !== "tool") + 1;
  return { said: textOf(user?.content), results: messages.slice(from).map((message) => textOf(message.content)) };
}

function formatOf(format: unknown): Json {
  if (!isRecord(format)) return {};
  return isRecord(format.json_schema) ? { type: "json_schema", schema: format.json_schema.schema } : format;
}
