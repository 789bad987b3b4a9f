/** The Responses event order with its one sequence number, strict enough for the SDK's own stream helper. */
import { comment, type Events } from "../answer.ts";
import { isRecord, type Json } from "../body.ts";

export interface ResponseStream {
  /** The response object before, and after generation. */
  readonly open: Json;
  readonly whole: Json;
  /** The finished message or function call. */
  readonly item: Json;
  readonly pieces: readonly string[];
  readonly comments: number;
}

type Frame = (type: string, fields: object) => string;

export function streamResponse(stream: ResponseStream): Events {
  let sequence = 0;
  const frame: Frame = (type, fields) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
  return {
    frames: frames(stream, frame),
    get terminator() {
      return frame(stream.whole.status === "incomplete" ? "response.incomplete" : "response.completed", {
        response: stream.whole,
      });
    },
    failure(error) {
      const fields = isRecord(error) ? error : {};
      const { message, code, param } = fields;
      const failed = {
        ...stream.open,
        status: "failed",
        error: { code: code ?? "server_error", message },
      };
      return frame("error", { code, message, param, error }) + frame("response.failed", { response: failed });
    },
  };
}

function* frames({ open, item, pieces, comments }: ResponseStream, frame: Frame): Generator<string> {
  yield frame("response.created", { response: open });
  yield frame("response.in_progress", { response: open });
  for (let i = 0; i < comments; i++) {
    yield comment;
    yield frame("response.in_progress", { response: open });
  }
  yield* item.type === "message" ? messageFrames(item, pieces, frame) : callFrames(item, pieces, frame);
  yield frame("response.output_item.done", { output_index: 0, item });
}

function* messageFrames(item: Json, pieces: readonly string[], frame: Frame): Generator<string> {
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  const text = pieces.join("");
  const part = { type: "output_text", annotations: [], logprobs: [], text };
  yield frame("response.output_item.added", {
    output_index: 0,
    item: { ...item, status: "in_progress", content: [] },
  });
  yield frame("response.content_part.added", { ...place, part: { ...part, text: "" } });
  for (const delta of pieces) yield frame("response.output_text.delta", { ...place, delta, logprobs: [] });
  yield frame("response.output_text.done", { ...place, text, logprobs: [] });
  yield frame("response.content_part.done", { ...place, part });
}

function* callFrames(item: Json, pieces: readonly string[], frame: Frame): Generator<string> {
  const place = { item_id: item.id, output_index: 0 };
  yield frame("response.output_item.added", {
    output_index: 0,
    item: { ...item, status: "in_progress", arguments: "" },
  });
  for (const delta of pieces) yield frame("response.function_call_arguments.delta", { ...place, delta });
  yield frame("response.function_call_arguments.done", {
    ...place,
    name: item.name,
    arguments: item.arguments,
  });
}
