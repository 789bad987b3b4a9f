/** The Responses API: reads its input and builds the response object; the event order is in responses-stream.ts. */
import type { Answer, Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { missing } from "../../dialects/openai.ts";
import { itemId, seconds } from "../../ids.ts";
import { react, records, tokensOf, type Turn } from "../../reaction.ts";
import { textOf } from "../../text.ts";
import { estimate, responseUsage, usageOr } from "../../usage.ts";
import { limitOf } from "../shared/limits.ts";
import { choiceOf, thinks, toolOf } from "./words.ts";
import { itemsOf } from "./responses-items.ts";
import { streamResponse } from "./responses-stream.ts";
import { keepResponse, wrongPrevious } from "./stored-responses.ts";

export function responses(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  const goesOn = [body.previous_response_id, body.prompt, body.conversation].some((one) => one !== undefined && one !== null);
  if (typeof body.input !== "string" && !Array.isArray(body.input) && !goesOn) return missing("input");
  const wrong = wrongPrevious(ask);
  if (wrong) return wrong;
  const format = isRecord(body.text) && isRecord(body.text.format) ? body.text.format : {};
  const reasoning = isRecord(body.reasoning) ? body.reasoning : {};
  const what = react(turnOf(body.input), {
    tools: records(body.tools).flatMap((tool) => (tool.type === "function" ? [toolOf(tool)] : [])),
    choice: choiceOf(body.tool_choice),
    parallel: body.parallel_tool_calls !== false,
    format,
    answer: settings.answer,
    limit: limitOf(body.max_output_tokens),
    count: ask.stream ? (fault.events ?? settings.tokens) : undefined,
    stops: [],
    thinks: thinks(reasoning.effort),
  });
  const items = itemsOf(what, {
    summarized: typeof reasoning.summary === "string",
    encrypted: Array.isArray(body.include) && body.include.includes("reasoning.encrypted_content"),
  });
  const input = inputTokensOf(body);
  const usage = usageOr(fault.usage, responseUsage(input, tokensOf(what)));
  const open = frame(ask);
  const end =
    what.end === "length"
      ? { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
      : { status: "completed", completed_at: seconds(settings.now()) };
  const whole = { ...open, ...end, output: items.map(({ item }) => item), ...(usage && { usage }) };
  const kept = keepResponse(ask, String(open.id), ask.stream ? open : whole);
  if (ask.stream) {
    const settle = (state: Json): void => {
      // Unless it has been cancelled.
      if (kept?.state === open) kept.state = state;
    };
    return streamResponse({ open, whole, items, comments: fault.comments ?? 0, settle });
  }
  // Background responses are finished by the time anyone asks for them.
  const said = body.background === true ? { ...open, status: "queued" } : whole;
  return { status: 200, json: JSON.stringify(said) };
}

export function inputTokensOf({ instructions, input }: Json): number {
  return estimate(textOf(instructions).length + inputText(input).length);
}

/** The response object before anything is generated. */
function frame({ body, model, settings }: Ask): Json {
  return {
    id: itemId("resp_"),
    object: "response",
    created_at: seconds(settings.now()),
    status: "in_progress",
    background: body.background === true,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null, ...(isRecord(body.reasoning) && body.reasoning) },
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

function turnOf(input: unknown): Turn {
  if (typeof input === "string") return { said: input, results: [] };
  const items = records(input);
  const user = items.findLast((item) => item.role === "user") ?? items.at(-1);
  const from = items.findLastIndex((item) => item.type !== "function_call_output") + 1;
  return { said: textOf(user?.content), results: items.slice(from).map((item) => textOf(item.output)) };
}

function inputText(input: unknown): string {
  return typeof input === "string"
    ? input
    : records(input)
        .map((item) => textOf(item.content) + textOf(item.output))
        .join("");
}
