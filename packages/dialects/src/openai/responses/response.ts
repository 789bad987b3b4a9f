/** The `response` object that an answer, and every event about the whole of it, carries. */
import type { Usage } from "@headgate/core";
import type { Stop, Telling } from "../../canonical/index.ts";
import { isRecord } from "../../canonical/expect.ts";
import { incompleteBy, statusOf } from "./stop.ts";

export type Status = "in_progress" | "completed" | "incomplete";
export type ResponseObject = Record<string, unknown>;

/** A response without output yet. It repeats the client's settings, as OpenAI's do. */
export function openResponse(id: string, { model, created, request }: Telling): ResponseObject {
  const text = isRecord(request["text"]) ? request["text"] : undefined;
  const reasoning = isRecord(request["reasoning"]) ? request["reasoning"] : undefined;
  return {
    id,
    object: "response",
    created_at: created,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request["instructions"] ?? null,
    max_output_tokens: request["max_output_tokens"] ?? null,
    max_tool_calls: request["max_tool_calls"] ?? null,
    model,
    output: [],
    parallel_tool_calls: request["parallel_tool_calls"] ?? true,
    previous_response_id: null,
    prompt_cache_key: request["prompt_cache_key"] ?? null,
    reasoning: { effort: null, summary: null, ...reasoning },
    safety_identifier: request["safety_identifier"] ?? null,
    service_tier: "default",
    store: false,
    temperature: request["temperature"] ?? 1,
    text: { format: { type: "text" }, ...text },
    tool_choice: request["tool_choice"] ?? "auto",
    tools: request["tools"] ?? [],
    top_logprobs: 0,
    top_p: request["top_p"] ?? 1,
    truncation: "disabled",
    usage: null,
    user: request["user"] ?? null,
    metadata: request["metadata"] ?? {},
  };
}

export function closeResponse(
  open: ResponseObject,
  output: readonly object[],
  stop: Stop,
  units: Usage["units"] | undefined,
): ResponseObject {
  return {
    ...open,
    status: statusOf(stop),
    incomplete_details: incompleteBy(stop),
    output,
    usage: units ? usageOf(units) : null,
  };
}

/** Every count is required here: those that were not reported are 0. */
function usageOf({ input = 0, output = 0, cache_read = 0, cache_write = 0, reasoning = 0 }: Usage["units"]): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cache_read, cache_write_tokens: cache_write },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
