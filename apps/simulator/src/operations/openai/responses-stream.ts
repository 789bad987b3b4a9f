/** The Responses event order with its one sequence number, strict enough for the SDK's own stream helper. */
import { comment, event, type Events } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { scriptedError } from "../../dialects/openai.ts";
import type { Item } from "./responses-items.ts";

export interface ResponseStream {
  /** The response object before, and after generation. */
  readonly open: Json;
  readonly whole: Json;
  readonly items: readonly Item[];
  readonly comments: number;
  /** Called with the final response at the end of the stream. */
  settle(state: Json): void;
}

type Frame = (type: string, fields: object) => string;

export function streamResponse(stream: ResponseStream): Events {
  let sequence = 0;
  const frame: Frame = (type, fields) => event(type, { sequence_number: sequence++, ...fields });
  return {
    frames: frames(stream, frame),
    get terminator() {
      return frame(stream.whole.status === "incomplete" ? "response.incomplete" : "response.completed", {
        response: stream.whole,
      });
    },
    failure(fields) {
      const error = scriptedError(fields);
      const { message, code, param } = error;
      const failed = {
        ...stream.open,
        status: "failed",
        error: { code: code ?? "server_error", message },
      };
      stream.settle(failed);
      return frame("error", { code, message, param, error }) + frame("response.failed", { response: failed });
    },
  };
}

function* frames({ open, whole, items, comments, settle }: ResponseStream, frame: Frame): Generator<string> {
  yield frame("response.created", { response: open });
  yield frame("response.in_progress", { response: open });
  for (let i = 0; i < comments; i++) {
    yield comment;
    yield frame("response.in_progress", { response: open });
  }
  for (const [output_index, { item, pieces }] of items.entries()) {
    if (item.type === "message") yield* messageFrames(output_index, item, pieces, frame);
    else if (item.type === "reasoning") yield* reasoningFrames(output_index, item, pieces, frame);
    else yield* callFrames(output_index, item, pieces, frame);
    yield frame("response.output_item.done", { output_index, item });
  }
  settle(whole);
}

function* messageFrames(output_index: number, item: Json, pieces: readonly string[], frame: Frame): Generator<string> {
  const place = { item_id: item.id, output_index, content_index: 0 };
  const part: unknown = Array.isArray(item.content) ? item.content[0] : undefined;
  const refused = isRecord(part) && part.type === "refusal";
  const [name, field] = refused ? (["refusal", "refusal"] as const) : (["output_text", "text"] as const);
  const logprobs = refused ? {} : { logprobs: [] };
  yield frame("response.output_item.added", { output_index, item: { ...item, status: "in_progress", content: [] } });
  yield frame("response.content_part.added", { ...place, part: { ...(isRecord(part) && part), [field]: "" } });
  for (const delta of pieces) yield frame(`response.${name}.delta`, { ...place, delta, ...logprobs });
  yield frame(`response.${name}.done`, { ...place, [field]: pieces.join(""), ...logprobs });
  yield frame("response.content_part.done", { ...place, part });
}

function* reasoningFrames(output_index: number, item: Json, pieces: readonly string[], frame: Frame): Generator<string> {
  const place = { item_id: item.id, output_index, summary_index: 0 };
  yield frame("response.output_item.added", { output_index, item: { ...item, summary: [] } });
  if (pieces.length === 0) return;
  const text = pieces.join("");
  yield frame("response.reasoning_summary_part.added", { ...place, part: { type: "summary_text", text: "" } });
  for (const delta of pieces) yield frame("response.reasoning_summary_text.delta", { ...place, delta });
  yield frame("response.reasoning_summary_text.done", { ...place, text });
  yield frame("response.reasoning_summary_part.done", { ...place, part: { type: "summary_text", text } });
}

function* callFrames(output_index: number, item: Json, pieces: readonly string[], frame: Frame): Generator<string> {
  const place = { item_id: item.id, output_index };
  yield frame("response.output_item.added", { output_index, item: { ...item, status: "in_progress", arguments: "" } });
  for (const delta of pieces) yield frame("response.function_call_arguments.delta", { ...place, delta });
  yield frame("response.function_call_arguments.done", {
    ...place,
    name: item.name,
    arguments: item.arguments,
  });
}
