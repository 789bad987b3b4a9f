/** OpenAI's own clients take what is written for them: their accumulators end with the answer that was told. */
import { refuse } from "@headgate/core";
import type { Answer, AnswerEvent, Telling } from "@headgate/dialects";
import OpenAI6 from "openai6";
import OpenAI7 from "openai7";
import { describe, expect, test } from "vitest";
import { chat } from "./bodies.ts";

const about: Telling = { model: "openai/m", created: 7, usage: true, request: {} };
const request = { model: "openai/m", messages: [{ role: "user" as const, content: "Hi" }] };
const units = { input: 5, output: 3, cache_read: 2, reasoning: 1 };
const usage = {
  prompt_tokens: 5,
  completion_tokens: 3,
  total_tokens: 8,
  prompt_tokens_details: { cached_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 1 },
};

const events = "text/event-stream";
const json = "application/json";

/** A fetch that answers with this; the stream of bytes breaks in the middle of lines. */
function answering(body: string, type: string): typeof fetch {
  const bytes = new TextEncoder().encode(body);
  return () => {
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.subarray(at, at + 7));
        controller.close();
      },
    });
    return Promise.resolve(new Response(pieces, { headers: { "content-type": type } }));
  };
}
const options = (body: string, type: string): { apiKey: string; baseURL: string; fetch: typeof fetch; maxRetries: number } => ({
  apiKey: "none",
  baseURL: "http://gateway/v1",
  fetch: answering(body, type),
  maxRetries: 0,
});

const streamed = { ...request, stream_options: { include_usage: true } };

interface Client {
  /** What its accumulator makes of a stream. */
  accumulate(stream: string): Promise<object>;
  receive(whole: string): Promise<object>;
}
const clients: readonly (readonly [string, Client])[] = [
  [
    "openai 6",
    {
      accumulate: (stream) => new OpenAI6(options(stream, events)).chat.completions.stream(streamed).finalChatCompletion(),
      receive: (whole) => new OpenAI6(options(whole, json)).chat.completions.create(request),
    },
  ],
  [
    "openai 7",
    {
      accumulate: (stream) => new OpenAI7(options(stream, events)).chat.completions.stream(streamed).finalChatCompletion(),
      receive: (whole) => new OpenAI7(options(whole, json)).chat.completions.create(request),
    },
  ],
];

const start: AnswerEvent = { type: "start", id: "msg_1", model: "claude", units: { input: 5 } };
function encode(events: readonly AnswerEvent[]): string {
  const encoder = chat.createEncoder(about);
  return events.map((event) => encoder.write(event)).join("");
}

const text = { kind: "text", text: "Hi" } as const;
const call = (id: string): Answer["parts"][number] => ({ kind: "call", id, name: "f", arguments: '{"a":"ä"}' });
const answers: readonly (readonly [string, Answer["parts"], Answer["stop"]])[] = [
  ["text", [text], { reason: "end" }],
  ["a cut text", [text], { reason: "length" }],
  ["a refusal", [{ kind: "refusal", text: "No" }], { reason: "filtered" }],
  ["parallel calls", [call("a"), call("b")], { reason: "calls" }],
  ["text and a call", [text, call("a")], { reason: "calls" }],
];

function eventsOf(parts: Answer["parts"], stop: Answer["stop"]): AnswerEvent[] {
  const told = parts.flatMap((part): AnswerEvent[] =>
    part.kind === "call"
      ? [
          { type: "call", id: part.id, name: part.name },
          ...Array.from(part.arguments).map((letter) => ({ type: "arguments" as const, text: letter })),
        ]
      : Array.from(part.text).map((letter) => ({ type: part.kind, text: letter })),
  );
  return [start, ...told, { type: "stop", stop }, { type: "units", units }, { type: "end" }];
}

describe.each(clients)("%s", (_name, client) => {
  test.each(answers)("ends a stream of %s with the answer that it gets whole", async (_title, parts, stop) => {
    const whole = chat.writeAnswer({ id: "msg_1", model: "claude", parts, stop, units }, about);
    const accumulated = await client.accumulate(encode(eventsOf(parts, stop)));
    const received = await client.receive(JSON.stringify(whole));
    expect(received).toMatchObject({ ...whole, usage });
    expect(plain(accumulated)).toEqual(plain(received));
  });

  test("throws at a failure midway", async () => {
    const failure = chat.createEncoder(about).fail(refuse({ code: "upstream_error", status: 502, message: "gone" }));
    const failing = client.accumulate(encode([start, { type: "text", text: "Hi" }]) + failure);
    await expect(failing).rejects.toMatchObject({ code: "upstream_error", message: expect.stringContaining("gone") as string });
  });
});

/** Without what the accumulator adds for itself. */
function plain(completion: object): unknown {
  return JSON.parse(
    JSON.stringify(completion, (name, value: unknown) => (name.startsWith("parsed") || name === "object" ? undefined : value)),
  );
}
