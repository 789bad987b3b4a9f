/** Events as a client's Messages stream. */
import { refuse } from "@headgate/core";
import type { AnswerEvent } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { decode, encode, format, meanings, payloads, telling } from "./frames.ts";

const start: AnswerEvent = { type: "start", id: "chatcmpl-1", model: "gpt" };
const end: AnswerEvent = { type: "end" };
const text = (said: string): AnswerEvent => ({ type: "text", text: said });
const call = (id: string): AnswerEvent => ({ type: "call", id, name: "look" });
const args = (said: string): AnswerEvent => ({ type: "arguments", text: said });
const stopped = (reason: "end" | "length" | "calls" | "filtered", sequence?: string): AnswerEvent => ({
  type: "stop",
  stop: sequence === undefined ? { reason } : { reason, sequence },
});
const signature = (dialect: string, value: string): AnswerEvent => ({ type: "signature", signature: { dialect, value } });

test("a whole stream, each frame under its name", () => {
  const units = { input: 110, output: 5, cache_read: 100, reasoning: 2 };
  const stream = encode([
    start,
    text("Hi"),
    text(""),
    text("!"),
    call("a"),
    args('{"b"'),
    args(":1}"),
    call("c"),
    stopped("calls"),
    { type: "units", units },
    end,
  ]);
  const frames = payloads(stream);
  for (const [name, payload] of frames) expect(payload["type"]).toBe(name);
  expect(frames.map(([, { type: _type, ...payload }]) => payload)).toEqual([
    {
      message: {
        id: "msg_chatcmpl-1",
        type: "message",
        role: "assistant",
        model: telling.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        usage: { input_tokens: 0, output_tokens: 0 },
      },
    },
    { index: 0, content_block: { type: "text", text: "" } },
    { index: 0, delta: { type: "text_delta", text: "Hi" } },
    { index: 0, delta: { type: "text_delta", text: "!" } },
    { index: 0 },
    { index: 1, content_block: { type: "tool_use", id: "a", name: "look", input: {} } },
    { index: 1, delta: { type: "input_json_delta", partial_json: '{"b"' } },
    { index: 1, delta: { type: "input_json_delta", partial_json: ":1}" } },
    { index: 1 },
    { index: 2, content_block: { type: "tool_use", id: "c", name: "look", input: {} } },
    { index: 2 },
    {
      delta: { stop_reason: "tool_use", stop_sequence: null, stop_details: null },
      usage: { input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 5, output_tokens_details: { thinking_tokens: 2 } },
    },
    {},
  ]);
});

describe("the reason to stop", () => {
  test.each<[string, readonly AnswerEvent[], object]>([
    ["end", [stopped("end")], { stop_reason: "end_turn", stop_sequence: null }],
    ["a sequence", [stopped("end", "END")], { stop_reason: "stop_sequence", stop_sequence: "END" }],
    ["length", [stopped("length")], { stop_reason: "max_tokens" }],
    ["calls", [stopped("calls")], { stop_reason: "tool_use" }],
    ["a filter", [stopped("filtered")], { stop_reason: "refusal" }],
    ["a refusal", [{ type: "refusal", text: "No" }, stopped("end")], { stop_reason: "refusal" }],
    ["nobody said", [], { stop_reason: "end_turn" }],
    ["nobody said, after a call", [call("a")], { stop_reason: "tool_use" }],
  ])("%s", (_name, events, delta) => {
    const [name, payload] = payloads(encode([start, ...events, end])).at(-2)!;
    expect([name, payload["delta"]]).toMatchObject(["message_delta", delta]);
  });
});

test("usage that is known at the start stands there", () => {
  const [, { message }] = payloads(encode([{ ...start, units: { input: 9 } }]))[0]!;
  expect(message).toMatchObject({ usage: { input_tokens: 9, output_tokens: 0 } });
});

test("another vendor's signature ends the thinking before it, which says that nobody has signed it", () => {
  const events = [
    start,
    { type: "reasoning" as const, text: "Hm" },
    signature("gemini", "x"),
    { type: "reasoning" as const, text: "So" },
  ];
  const frames = payloads(encode(events)).map(([name, { index }]) => [name, index]);
  expect(frames.slice(1)).toEqual([
    ["content_block_start", 0],
    ["content_block_delta", 0],
    ["content_block_delta", 0],
    ["content_block_stop", 0],
    ["content_block_start", 1],
    ["content_block_delta", 1],
  ]);
  expect(encode(events).match(/"signature":"[^"]+"/g)).toEqual(['"signature":"headgate-unsigned"']);
  expect(encode([start, signature("gemini", "x")])).toBe(encode([start]));
});

test("a failure is an error frame, and no end", () => {
  const encoder = format.createEncoder(telling);
  encoder.write(start);
  encoder.write(text("Hi"));
  const frame = encoder.fail(refuse({ code: "rate_limit_exceeded", status: 429, message: "slow down" }));
  expect(payloads(frame)).toMatchObject([
    ["error", { type: "error", error: { type: "rate_limit_error", message: "slow down" } }],
  ]);
});

test("the decoder reads what the encoder has written", () => {
  const events: readonly AnswerEvent[] = [
    { type: "start", id: "msg_1", model: telling.model, units: { input: 9, output: 0, cache_read: 4 } },
    { type: "reasoning", text: "Hm" },
    signature("anthropic", "sig"),
    signature("anthropic", "redacted:dark"),
    signature("anthropic", "of a thought that is not shown"),
    text("Hi"),
    call("a"),
    args('{"b":1}'),
    text("\u{1f600} \u2028\n"),
    call("c"),
    args("{}"),
    stopped("calls"),
    { type: "units", units: { input: 9, output: 5, cache_read: 4 } },
    end,
  ];
  const stream = encode(events);
  expect(decode(stream)).toEqual(events);
  for (const size of [1, 2, 3, 7, 64]) expect(decode(stream, size)).toEqual(events);
  expect(meanings(stream).at(-1)).toBe("end");
  expect(meanings(stream)).not.toContain("malformed");
});
