/** Chat streams as providers send them, and the events that they become. */
import type { AnswerEvent } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import { chat } from "./bodies.ts";
import { data } from "../../frames.ts";

export const done = "data: [DONE]\n\n";
export const start = { type: "start", id: "chatcmpl-1", model: "m" };

/** The events of these bytes, cut where `cuts` says. */
export function decode(stream: string, cuts: readonly number[] = []): readonly AnswerEvent[] {
  const decoder = chat.createDecoder();
  const frames = new Frames(1_000_000);
  const bytes = Buffer.from(stream);
  const all: AnswerEvent[] = [];
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  edges.slice(1).forEach((end, at) => frames.push(bytes.subarray(edges[at], end), (frame) => all.push(...decoder.read(frame))));
  all.push(...decoder.finish());
  return all;
}
export function delta(fields: object | null, more: object = {}): string {
  return data({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta: fields, finish_reason: null, ...more }],
  });
}
export const finish = (reason: string, more: object = {}): string => delta({}, { finish_reason: reason, ...more });
export const fragment = (index: number | undefined, text: string, more: object = {}): object => ({
  index,
  function: { arguments: text },
  ...more,
});
export const opened = (index: number | undefined, id: string, name: string, text = ""): object => ({
  index,
  id,
  type: "function",
  function: { name, arguments: text },
});
export const calls = (...tool_calls: readonly object[]): string => delta({ tool_calls });
export const text = (said: string): object => ({ type: "text", text: said });
export const called = (id: string, name: string, ...pieces: readonly string[]): readonly object[] => [
  { type: "call", id, name },
  ...pieces.map((piece) => ({ type: "arguments", text: piece })),
];
export const ended = (reason: string): readonly object[] => [{ type: "stop", stop: { reason } }, { type: "end" }];
export const role = delta({ role: "assistant", content: "", refusal: null });
