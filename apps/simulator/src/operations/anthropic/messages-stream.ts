/** The Messages event order: message_start, ping, each block opened, filled and closed, message_delta, message_stop. */
import { comment, event, type Events } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { errorEvent } from "../../dialects/anthropic.ts";

export interface Block {
  /** As it stands when it is finished. */
  readonly block: Json;
  /** Its deltas: text, thoughts or fragments of a tool's input. */
  readonly pieces: readonly string[];
}

export interface MessageStream {
  /** Identity and model. */
  readonly open: Json;
  readonly blocks: readonly Block[];
  /** The stop fields. */
  readonly end: Json;
  /** At the end, and at the start; undefined if the script leaves it out. */
  readonly usage: object | undefined;
  readonly first: object | undefined;
  readonly comments: number;
}

export function streamMessage(stream: MessageStream): Events {
  return { frames: frames(stream), terminator: event("message_stop", {}), failure: errorEvent };
}

function* frames({ open, blocks, end, usage, first, comments }: MessageStream): Generator<string> {
  const unfinished = { content: [], stop_reason: null, stop_sequence: null, stop_details: null, container: null };
  yield event("message_start", { message: { ...open, ...unfinished, ...(first && { usage: first }) } });
  yield event("ping", {});
  for (let i = 0; i < comments; i++) {
    yield comment;
    yield event("ping", {});
  }
  for (const [index, block] of blocks.entries()) yield* blockFrames(index, block);
  yield event("message_delta", { delta: { ...end, container: null }, ...(usage && { usage: cumulative(usage) }) });
}

function* blockFrames(index: number, { block, pieces }: Block): Generator<string> {
  const delta = deltas[String(block.type)];
  yield event("content_block_start", { index, content_block: { ...block, ...delta?.empty } });
  for (const piece of pieces) {
    yield `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"${delta?.type}","${delta?.field}":${JSON.stringify(piece)}}}\n\n`;
  }
  if (block.type === "thinking")
    yield event("content_block_delta", { index, delta: { type: "signature_delta", signature: block.signature } });
  yield event("content_block_stop", { index });
}

const deltas: Readonly<Record<string, { readonly type: string; readonly field: string; readonly empty: Json }>> = {
  text: { type: "text_delta", field: "text", empty: { text: "" } },
  thinking: { type: "thinking_delta", field: "thinking", empty: { thinking: "", signature: "" } },
  tool_use: { type: "input_json_delta", field: "partial_json", empty: { input: {} } },
};

/** The part that message_delta repeats: counts, but not the rest. */
function cumulative(usage: object): object {
  return Object.fromEntries(Object.entries(usage).filter(([name]) => name !== "service_tier" && name !== "cache_creation"));
}
