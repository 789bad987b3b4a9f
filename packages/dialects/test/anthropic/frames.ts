/** Messages streams for tests: written, cut into frames, decoded and encoded. */
import {
  anthropic,
  type AnswerEvent,
  type Format,
  type Meaning,
  type Operation,
  type StreamReader,
  type Telling,
} from "@headgate/dialects";
import { Frames } from "@headgate/wire";

export function operationOf(name: string): Operation {
  return anthropic.operations.find((operation) => operation.name === name)!;
}
export const format: Format = operationOf("messages").format!;

export const telling: Telling = { model: "anthropic/claude-x", created: 1_700_000_000, usage: true, request: {} };

export function event(type: string, value: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;
}
export const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-x", content: [], stop_reason: null };
export const start: string = event("message_start", { message: { ...message, usage: { input_tokens: 10, output_tokens: 1 } } });
export const stop: string = event("message_stop");

export function opened(index: number, content_block: object): string {
  return event("content_block_start", { index, content_block });
}
export function delta(index: number, of: object): string {
  return event("content_block_delta", { index, delta: of });
}
export function closed(index: number): string {
  return event("content_block_stop", { index });
}
/** A whole text block. */
export function textBlock(index: number, ...texts: readonly string[]): string {
  const said = texts.map((text) => delta(index, { type: "text_delta", text })).join("");
  return opened(index, { type: "text", text: "" }) + said + closed(index);
}
/** A whole call, with its arguments in these fragments. */
export function callBlock(index: number, id: string, ...fragments: readonly string[]): string {
  const said = fragments.map((partial_json) => delta(index, { type: "input_json_delta", partial_json })).join("");
  return opened(index, { type: "tool_use", id, name: "look", input: {} }) + said + closed(index);
}
export function ending(stop_reason: string, more: object = {}): string {
  return event("message_delta", { delta: { stop_reason, stop_sequence: null, ...more }, usage: { output_tokens: 7 } });
}

/** What each frame of this text means to a reader, in order. */
export function meanings(text: string, reader: StreamReader = readerOf()): readonly Meaning[] {
  const all: Meaning[] = [];
  new Frames(1_000_000).push(Buffer.from(text), (frame) => all.push(reader.read(frame)));
  return all;
}
export function readerOf(): StreamReader {
  return operationOf("messages").stream!.createReader({ terminator: "done" });
}

/** The events of a stream whose bytes come in pieces of this size. */
export function decode(text: string, size = 1_000_000): readonly AnswerEvent[] {
  const decoder = format.createDecoder();
  const frames = new Frames(1_000_000);
  const all: AnswerEvent[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(bytes.subarray(at, at + size), (frame) => all.push(...decoder.read(frame)));
  }
  return [...all, ...decoder.finish()];
}
export function encode(events: readonly AnswerEvent[]): string {
  const encoder = format.createEncoder(telling);
  return events.map((one) => encoder.write(one)).join("");
}
/** Names and payloads. */
export function payloads(text: string): readonly (readonly [string, Record<string, unknown>])[] {
  const all: [string, Record<string, unknown>][] = [];
  new Frames(1_000_000).push(Buffer.from(text), (frame) => {
    all.push([frame.event, JSON.parse(frame.data.toString()) as Record<string, unknown>]);
  });
  return all;
}
