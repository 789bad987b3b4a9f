/** The operations that stream, each with its body, the text of its events, and how a client of the SDK listens to it. */
import type { Client } from "../start/sdks.ts";

export interface StreamedOperation {
  readonly name: string;
  readonly path: string;
  body(model: string): Readonly<Record<string, unknown>>;
  /** The pieces of the answer's text, as the SDK hands them out. */
  pieces(client: Client, model: string, more?: object): AsyncIterable<string>;
  /** The SDK's own helper, which puts the whole answer together. */
  helper?(client: Client, model: string): Promise<unknown>;
  /** What only a finished stream says. */
  readonly success: string;
  /** Part of the last frame of a stream whose provider was lost. */
  readonly failure: object;
}

const lost = { type: "server_error", code: "upstream_error", param: null };

const messages = [{ role: "user" as const, content: "hi" }];

export const operations: readonly StreamedOperation[] = [
  {
    name: "chat",
    path: "/v1/chat/completions",
    body: (model) => ({ model, messages }),
    async *pieces(client, model, more) {
      const stream = await client.chat.completions.create({ model, messages, ...more, stream: true });
      for await (const { choices } of stream) yield choices[0]?.delta.content ?? "";
    },
    helper: (client, model) => client.chat.completions.stream({ model, messages }).finalChatCompletion(),
    success: "[DONE]",
    failure: { error: lost },
  },
  {
    name: "completions",
    path: "/v1/completions",
    body: (model) => ({ model, prompt: "hi" }),
    async *pieces(client, model, more) {
      const stream = await client.completions.create({ model, prompt: "hi", ...more, stream: true });
      for await (const { choices } of stream) yield choices[0]?.text ?? "";
    },
    success: "[DONE]",
    failure: { error: lost },
  },
  {
    name: "responses",
    path: "/v1/responses",
    body: (model) => ({ model, input: "hi" }),
    async *pieces(client, model, more) {
      const stream = await client.responses.create({ model, input: "hi", ...more, stream: true });
      for await (const event of stream) yield event.type === "response.output_text.delta" ? event.delta : "";
    },
    helper: (client, model) => client.responses.stream({ model, input: "hi" }).finalResponse(),
    success: "response.completed",
    failure: { type: "response.failed", response: { status: "failed", error: { code: "server_error" } } },
  },
];

export const [chat, , responses] = operations as readonly [StreamedOperation, StreamedOperation, StreamedOperation];

export interface Heard {
  readonly text: string;
  /** What the SDK threw; undefined when it took the stream for finished. */
  readonly error: (Error & { readonly status?: number; readonly code?: string | null }) | undefined;
}

export async function hear(pieces: AsyncIterable<string>): Promise<Heard> {
  let text = "";
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    return { text, error: error as Error };
  }
  return { text, error: undefined };
}

/** The data of the frames, parsed where they are JSON. */
export function framesOf(raw: string): readonly unknown[] {
  return raw
    .split("\n\n")
    .flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? [])
    .map((data) => (data.startsWith("{") ? (JSON.parse(data) as unknown) : data));
}
