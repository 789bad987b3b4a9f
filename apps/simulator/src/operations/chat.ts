/** Chat completions: reads the conversation and answers it whole; the streamed half is in chat-stream.ts. */
import type { Answer, Ask } from "../answer.ts";
import { isRecord, type Json } from "../body.ts";
import { missing } from "../errors.ts";
import { callId, completionId, seconds } from "../ids.ts";
import { piecesOf, react, records, type ToolCall, type Turn } from "../reaction.ts";
import { textOf, type Text } from "../text.ts";
import { chatUsage, estimate, usageOr } from "../usage.ts";
import { streamChat } from "./chat-stream.ts";
import { choices, limitOf } from "./limits.ts";

export function chat(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  const messages = records(body.messages);
  if (messages.length === 0) return missing("messages");
  const what = react(turnOf(messages), {
    tools: records(body.tools).flatMap((tool) => (isRecord(tool.function) ? [tool.function] : [])),
    choice: body.tool_choice,
    format: formatOf(body.response_format),
    answer: settings.answer,
    limit: limitOf(body.max_completion_tokens ?? body.max_tokens),
    count: ask.stream ? (fault.events ?? settings.tokens) : undefined,
  });
  const n = choices(body.n);
  const input = estimate(messages.reduce((sum, message) => sum + textOf(message.content).length, 0));
  const usage = usageOr(fault.usage, chatUsage(input, n * piecesOf(what).length));
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

function choice(index: number, what: Text | ToolCall): object {
  if ("name" in what) {
    const tool_calls = [{ id: callId(), type: "function", function: { name: what.name, arguments: what.arguments } }];
    const message = {
      role: "assistant",
      content: null,
      tool_calls,
      refusal: null,
      annotations: [],
    };
    return { index, message, logprobs: null, finish_reason: "tool_calls" };
  }
  const message = { role: "assistant", content: what.whole, refusal: null, annotations: [] };
  return { index, message, logprobs: null, finish_reason: what.short ? "length" : "stop" };
}

function turnOf(messages: readonly Json[]): Turn {
  const last = messages.at(-1);
  const user = messages.findLast((message) => message.role === "user") ?? last;
  return {
    said: textOf(user?.content),
    result: last?.role === "tool" ? textOf(last.content) : undefined,
  };
}

function formatOf(format: unknown): Json {
  if (!isRecord(format)) return {};
  return isRecord(format.json_schema) ? { type: "json_schema", schema: format.json_schema.schema } : format;
}
