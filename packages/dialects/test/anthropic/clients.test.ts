/** Anthropic's own clients take what is written for them: their accumulators end with the answer that was told. */
import { refuse } from "@headgate/core";
import { anthropic, type Answer, type AnswerEvent } from "@headgate/dialects";
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";
import { describe, expect, test } from "vitest";
import { format, telling } from "./frames.ts";

const request = { model: telling.model, max_tokens: 100, messages: [{ role: "user" as const, content: "Hi" }] };
const units = { input: 5, output: 3, cache_read: 2, reasoning: 1 };

const answer: Answer = {
  id: "chatcmpl-1",
  model: "gpt",
  parts: [
    { kind: "reasoning", text: "Hmm" },
    { kind: "text", text: "Hi \u{1f600}" },
    { kind: "call", id: "Bash:1", name: "bash", arguments: '{"b":[1],"a":"x"}' },
    { kind: "call", id: "t2", name: "now", arguments: "{}" },
  ],
  stop: { reason: "calls" },
  units,
};
const events: readonly AnswerEvent[] = [
  { type: "start", id: "chatcmpl-1", model: "gpt" },
  { type: "reasoning", text: "Hm" },
  { type: "reasoning", text: "m" },
  { type: "text", text: "Hi " },
  { type: "text", text: "\u{1f600}" },
  { type: "call", id: "Bash:1", name: "bash" },
  { type: "arguments", text: '{"b":[1],' },
  { type: "arguments", text: '"a":"x"}' },
  { type: "call", id: "t2", name: "now" },
  { type: "stop", stop: { reason: "calls" } },
  { type: "units", units },
  { type: "end" },
];

/** A fetch that answers with this, in pieces that break in the middle of lines. */
function answering(body: string, type: string, status: number): typeof fetch {
  const bytes = new TextEncoder().encode(body);
  return () => {
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.subarray(at, at + 7));
        controller.close();
      },
    });
    return Promise.resolve(new Response(pieces, { status, headers: { "content-type": type } }));
  };
}
function optionsFor(
  body: string,
  type: string,
  status = 200,
): { apiKey: string; baseURL: string; fetch: typeof fetch; maxRetries: number } {
  return { apiKey: "none", baseURL: "http://gateway", fetch: answering(body, type, status), maxRetries: 0 };
}

interface Client {
  /** What its accumulator makes of a stream. */
  accumulate(stream: string): Promise<unknown>;
  receive(whole: string, status?: number): Promise<unknown>;
}
const clients: readonly (readonly [string, Client])[] = [
  [
    "0.120",
    {
      accumulate: (stream) => new Anthropic0(optionsFor(stream, "text/event-stream")).messages.stream(request).finalMessage(),
      receive: (whole, status) => new Anthropic0(optionsFor(whole, "application/json", status)).messages.create(request),
    },
  ],
  [
    "1.10",
    {
      accumulate: (stream) => new Anthropic1(optionsFor(stream, "text/event-stream")).messages.stream(request).finalMessage(),
      receive: (whole, status) => new Anthropic1(optionsFor(whole, "application/json", status)).messages.create(request),
    },
  ],
];

function plain(found: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(found)) as Record<string, unknown>;
}
function streamOf(told: readonly AnswerEvent[]): string {
  const encoder = format.createEncoder(telling);
  return told.map((event) => encoder.write(event)).join("");
}

describe.each(clients)("version %s", (_name, client) => {
  test("ends a stream with the message that it gets whole", async () => {
    const whole = plain(await client.receive(JSON.stringify(format.writeAnswer(answer, telling))));
    expect(whole).toMatchObject({
      id: "msg_chatcmpl-1",
      content: [
        { type: "thinking", thinking: "Hmm", signature: "headgate-unsigned" },
        { type: "text", text: "Hi \u{1f600}" },
        { type: "tool_use", name: "bash", input: { b: [1], a: "x" } },
        { type: "tool_use", id: "t2", name: "now", input: {} },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 3, cache_read_input_tokens: 2, output_tokens: 3 },
    });
    expect(plain(await client.accumulate(streamOf(events)))).toMatchObject({ ...whole, usage: expect.any(Object) });
  });

  test("counts what the end of a stream tells", async () => {
    expect(plain(await client.accumulate(streamOf(events)))["usage"]).toMatchObject({
      input_tokens: 3,
      cache_read_input_tokens: 2,
      output_tokens: 3,
    });
  });

  test("throws at a stream that failed midway", async () => {
    const encoder = format.createEncoder(telling);
    const failed = refuse({ code: "upstream_error", status: 529, message: "the provider is gone" });
    const stream =
      events
        .slice(0, 5)
        .map((event) => encoder.write(event))
        .join("") + encoder.fail(failed);
    await expect(client.accumulate(stream)).rejects.toThrow("the provider is gone");
  });

  test("throws at a stream that was cut", async () => {
    await expect(client.accumulate(streamOf(events.slice(0, 5)))).rejects.toThrow("stream ended");
  });

  test("knows a refusal by its status and type", async () => {
    const refusal = refuse({ code: "budget_exceeded", status: 402, message: "the budget is spent" });
    const asked = client.receive(anthropic.renderError(refusal, {}), 402);
    await expect(asked).rejects.toMatchObject({ status: 402, error: { type: "error", error: { type: "billing_error" } } });
    await expect(asked).rejects.toThrow("the budget is spent");
  });
});

test("version 1.10 shows the decision's name as the code of the error", async () => {
  const body = anthropic.renderError(refuse({ code: "budget_exceeded", status: 402, message: "m" }), {});
  const asked = new Anthropic1(optionsFor(body, "application/json", 402)).messages.create(request);
  await expect(asked).rejects.toMatchObject({ errorCode: "budget_exceeded", type: "billing_error" });
});
