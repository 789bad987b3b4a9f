/** Gemini's bodies and frames, for its tests. */
import {
  type AnswerEvent,
  type Conversation,
  type Format,
  gemini,
  type Loss,
  type Operation,
  type StreamReader,
  type Telling,
} from "@headgate/dialects";
import { Frames } from "@headgate/wire";

export const generate: Operation = gemini.operations.find(({ name }) => name === "generate")!;
export const format: Format = generate.format!;
export const asked: { model: string; stream: boolean } = { model: "gemini-2.5-flash", stream: false };
export const telling: Telling = { model: "fast", created: 1_700_000_000, usage: true, request: {} };
export const thoughtful: Telling = {
  ...telling,
  request: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
};

export function readerOfGemini(): StreamReader {
  return generate.stream!.createReader({ terminator: "done" });
}

/** A body around one turn of the user. */
export function asking(more: object): object {
  return { contents: [{ role: "user", parts: [{ text: "hi" }] }], ...more };
}

export function read(body: unknown): Conversation {
  return format.readRequest(body, asked).value;
}

export function lossesOf(body: unknown): readonly Loss[] {
  return format.readRequest(body, asked).lost;
}

/** What is sent for a conversation that is this and otherwise empty. */
export function written(conversation: Partial<Conversation>): { body: Readonly<Record<string, unknown>>; lost: readonly Loss[] } {
  return format.writeRequest({
    model: "gemini-2.5-flash",
    stream: false,
    system: [],
    turns: [{ role: "user", parts: [{ kind: "text", text: "hi" }] }],
    tools: [],
    ...conversation,
  });
}

/** A frame whose only candidate has these parts. */
export function parts(list: readonly object[], more: object = {}, top: object = {}): string {
  const candidate = { content: { parts: list, role: "model" }, index: 0, ...more };
  return `data: ${JSON.stringify({ candidates: [candidate], ...top })}\n\n`;
}

/** All that a decoder makes of this text, cut into chunks of so many bytes. */
export function decoded(text: string, size = 1_000_000): readonly AnswerEvent[] {
  const decoder = format.createDecoder();
  const events: AnswerEvent[] = [];
  const frames = new Frames(1_000_000);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(bytes.subarray(at, at + size), (frame) => events.push(...decoder.read(frame)));
  }
  return [...events, ...decoder.finish()];
}

export function encoded(events: readonly AnswerEvent[], about: Telling = telling): string {
  const encoder = format.createEncoder(about);
  return events.map((event) => encoder.write(event)).join("");
}
