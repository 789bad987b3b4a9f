/** The Responses API: reads its input and builds the response object; the event order is in responses-stream.ts. */
import type { Answer, Ask } from "../answer.ts";
import { isRecord, type Json } from "../body.ts";
import { missing } from "../errors.ts";
import { callId, itemId, seconds } from "../ids.ts";
import { piecesOf, react, records, type ToolCall, type Turn } from "../reaction.ts";
import { textOf, type Text } from "../text.ts";
import { estimate, responseUsage, usageOr } from "../usage.ts";
import { limitOf } from "./limits.ts";
import { streamResponse } from "./responses-stream.ts";

export function responses(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  if (typeof body.input !== "string" && !Array.isArray(body.input)) return missing("input");
  const format = isRecord(body.text) && isRecord(body.text.format) ? body.text.format : {};
  const what = react(turnOf(body.input), {
    tools: records(body.tools).filter((tool) => tool.type === "function"),
    choice: body.tool_choice,
    format,
    answer: settings.answer,
    limit: limitOf(body.max_output_tokens),
    count: ask.stream ? (fault.events ?? settings.tokens) : undefined,
  });
  const item = "pieces" in what ? message(what) : toolCall(what);
  const input = estimate(textOf(body.instructions).length + inputText(body.input).length);
  const pieces = piecesOf(what);
  const usage = usageOr(fault.usage, responseUsage(input, pieces.length));
  const open = frame(ask);
  const end =
    "pieces" in what && what.short
      ? { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
      : { status: "completed", completed_at: seconds(settings.now()) };
  const whole = { ...open, ...end, output: [item], ...(usage && { usage }) };
  return ask.stream
    ? streamResponse({ open, whole, item, pieces, comments: fault.comments ?? 0 })
    : { status: 200, json: JSON.stringify(whole) };
}

/** The response object as it stands when nothing was generated yet. */
function frame({ body, model, settings }: Ask): Json {
  return {
    id: itemId("resp_"),
    object: "response",
    created_at: seconds(settings.now()),
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    service_tier: "default",
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: "text" }, verbosity: "medium" },
    tool_choice: body.tool_choice ?? "auto",
    tools: body.tools ?? [],
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    usage: null,
    user: null,
    metadata: body.metadata ?? {},
  };
}

function message(text: Text): Json {
  const content = [{ type: "output_text", annotations: [], logprobs: [], text: text.whole }];
  return {
    id: itemId("msg_"),
    type: "message",
    status: text.short ? "incomplete" : "completed",
    content,
    role: "assistant",
  };
}

function toolCall(call: ToolCall): Json {
  return {
    id: itemId("fc_"),
    type: "function_call",
    status: "completed",
    arguments: call.arguments,
    call_id: callId(),
    name: call.name,
  };
}

function turnOf(input: unknown): Turn {
  if (typeof input === "string") return { said: input, result: undefined };
  const items = records(input);
  const last = items.at(-1);
  const user = items.findLast((item) => item.role === "user") ?? last;
  return {
    said: textOf(user?.content),
    result: last?.type === "function_call_output" ? textOf(last.output) : undefined,
  };
}

function inputText(input: unknown): string {
  return typeof input === "string"
    ? input
    : records(input)
        .map((item) => textOf(item.content))
        .join("");
}
