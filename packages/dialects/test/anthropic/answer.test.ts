/** Whole messages: read from a provider, and written for a client. */
import { type Answer, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { format, message, telling } from "./frames.ts";

const hi = { type: "text", text: "Hi", citations: null };
const use = { type: "tool_use", id: "t", name: "look", input: { b: 1, a: 2 }, caller: { type: "direct" } };
const read = (body: object): Answer => format.readAnswer({ ...message, content: [hi], stop_reason: "end_turn", ...body });

describe("reading", () => {
  test("text, thoughts and calls", () => {
    const content = [
      { type: "thinking", thinking: "Hm", signature: "sig" },
      { type: "redacted_thinking", data: "dark" },
      { type: "text", text: "" },
      hi,
      { type: "server_tool_use", id: "s", name: "web_search", input: {} },
      use,
      { ...use, id: "t2", input: {} },
    ];
    const usage = { input_tokens: 4, cache_read_input_tokens: 6, output_tokens: 2 };
    expect(read({ content, stop_reason: "tool_use", usage })).toEqual({
      id: "msg_1",
      model: "claude-x",
      parts: [
        { kind: "reasoning", text: "Hm", signature: { dialect: "anthropic", value: "sig" } },
        { kind: "reasoning", text: "", signature: { dialect: "anthropic", value: "redacted:dark" } },
        { kind: "text", text: "Hi" },
        { kind: "call", id: "t", name: "look", arguments: '{"b":1,"a":2}' },
        { kind: "call", id: "t2", name: "look", arguments: "{}" },
      ],
      stop: { reason: "calls" },
      units: { input: 10, output: 2, cache_read: 6 },
    });
  });

  test.each<[string, object, object]>([
    ["end_turn", {}, { reason: "end" }],
    ["stop_sequence", { stop_sequence: "END" }, { reason: "end", sequence: "END" }],
    ["pause_turn", {}, { reason: "end" }],
    ["max_tokens", {}, { reason: "length" }],
    ["model_context_window_exceeded", {}, { reason: "length" }],
    ["tool_use", { content: [use] }, { reason: "calls" }],
    ["end_turn", { content: [use] }, { reason: "calls" }],
    ["max_tokens", { content: [use] }, { reason: "length" }],
    ["refusal", {}, { reason: "filtered" }],
    ["a reason of a later version", {}, { reason: "end" }],
    ["__proto__", {}, { reason: "end" }],
  ])("%s with %j", (stop_reason, more, stop) => {
    expect(read({ stop_reason, ...more }).stop).toEqual(stop);
  });

  test("a refusal says why", () => {
    const stop_details = { type: "refusal", category: "bio", explanation: "Not that" };
    expect(read({ stop_reason: "refusal", stop_details }).parts).toEqual([
      { kind: "text", text: "Hi" },
      { kind: "refusal", text: "Not that" },
    ]);
  });

  test("usage that nobody told is unknown", () => {
    expect(read({}).units).toBeUndefined();
  });

  test.each([
    ["no content", { content: null }, "content"],
    ["a block that is text", { content: ["Hi"] }, "content.0"],
    ["a text without text", { content: [{ type: "text" }] }, "content.0.text"],
    ["a call without a name", { content: [{ type: "tool_use", id: "t", input: {} }] }, "content.0.name"],
    ["arguments that are a list", { content: [{ ...use, input: [] }] }, "content.0.input"],
  ])("%s is unreadable", (_name, body, field) => {
    expect(() => read(body)).toThrow(Unreadable);
    expect(() => read(body)).toThrow(`${field}: found`);
  });
});

describe("writing", () => {
  const answer: Answer = {
    id: "chatcmpl-1",
    model: "gpt",
    parts: [{ kind: "text", text: "Hi" }],
    stop: { reason: "end" },
    units: { input: 10, output: 2 },
  };
  const write = (change: Partial<Answer>): object => format.writeAnswer({ ...answer, ...change }, telling);
  const call = { kind: "call" as const, id: "Bash:1", name: "look", arguments: '{"b":1}' };

  test("is a message under the name that the client asked for", () => {
    expect(write({})).toEqual({
      id: "msg_chatcmpl-1",
      type: "message",
      role: "assistant",
      model: "anthropic/claude-x",
      content: [{ type: "text", text: "Hi" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      stop_details: null,
      usage: { input_tokens: 10, output_tokens: 2 },
    });
    expect(write({ id: "msg_7" })).toMatchObject({ id: "msg_7" });
  });

  test.each<[string, Partial<Answer>, object]>([
    ["no usage is zeros", { units: undefined }, { usage: { input_tokens: 0, output_tokens: 0 } }],
    [
      "cached tokens stand apart",
      { units: { input: 114, output: 9, cache_read: 100, cache_write: 10, reasoning: 5 } },
      {
        usage: {
          input_tokens: 4,
          cache_read_input_tokens: 100,
          cache_creation_input_tokens: 10,
          output_tokens: 9,
          output_tokens_details: { thinking_tokens: 5 },
        },
      },
    ],
    [
      "a zero stays zero",
      { units: { input: 0, output: 0, cache_read: 0 } },
      { usage: { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 } },
    ],
    ["length", { stop: { reason: "length" } }, { stop_reason: "max_tokens" }],
    [
      "calls",
      { parts: [call], stop: { reason: "calls" } },
      { stop_reason: "tool_use", content: [{ type: "tool_use", name: "look", input: { b: 1 } }] },
    ],
    ["a filter", { stop: { reason: "filtered" } }, { stop_reason: "refusal" }],
    [
      "the model's own refusal",
      { parts: [{ kind: "refusal", text: "No" }] },
      { stop_reason: "refusal", content: [{ type: "text", text: "No" }] },
    ],
    ["a stop sequence", { stop: { reason: "end", sequence: "END" } }, { stop_reason: "stop_sequence", stop_sequence: "END" }],
    ["empty text is no block", { parts: [{ kind: "text", text: "" }] }, { content: [] }],
    [
      "another vendor's thoughts say that nobody has signed them",
      { parts: [{ kind: "reasoning", text: "Hm", signature: { dialect: "gemini", value: "x" } }] },
      { content: [{ type: "thinking", thinking: "Hm", signature: "headgate-unsigned" }] },
    ],
    [
      "arguments that length has cut",
      { parts: [{ ...call, arguments: '{"b' }], stop: { reason: "length" } },
      { content: [{ type: "tool_use", input: {} }] },
    ],
  ])("%s", (_name, change, expected) => {
    expect(write(change)).toMatchObject(expected);
  });

  test("damaged arguments are no message", () => {
    expect(() => write({ parts: [{ ...call, arguments: '{"b' }], stop: { reason: "calls" } })).toThrow(Unreadable);
  });

  test("what was written is read as the same", () => {
    const parts: Answer["parts"] = [
      { kind: "reasoning", text: "Hm", signature: { dialect: "anthropic", value: "sig" } },
      { kind: "reasoning", text: "", signature: { dialect: "anthropic", value: "redacted:dark" } },
      { kind: "text", text: "Hi" },
      { ...call, id: "t" },
    ];
    const whole: Answer = {
      id: "msg_1",
      model: telling.model,
      parts,
      stop: { reason: "calls" },
      units: { input: 9, output: 2, cache_read: 5, cache_write: 1, reasoning: 1 },
    };
    expect(format.readAnswer(JSON.parse(JSON.stringify(format.writeAnswer(whole, telling))))).toEqual(whole);
  });
});
