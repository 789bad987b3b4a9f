/** Whole Chat answers, read from a provider. */
import { type Answer, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { type Body, chat } from "./bodies.ts";

const call = { kind: "call", id: "t1", name: "f", arguments: '{"a":1}' } as const;
const toolCall = { id: "t1", type: "function", function: { name: "f", arguments: '{"a":1}' } };
const text = { kind: "text", text: "Hi" } as const;

function answered(message: object, reason: unknown = "stop", more: object = {}): Body {
  return {
    id: "chatcmpl-1",
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: reason, ...more }],
  };
}

describe("a provider's answer", () => {
  const cut = { function: { name: "f", arguments: '{"a":' } };
  test.each<[string, Body, Partial<Answer>]>([
    ["a text", answered({ content: "Hi", refusal: null }), { parts: [text], stop: { reason: "end" } }],
    ["an empty text", answered({ content: "" }), { parts: [] }],
    ["parts of text", answered({ content: [{ type: "text", text: "Hi" }] }), { parts: [text] }],
    [
      "Mistral's thinking",
      answered({
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "R" }] },
          { type: "text", text: "Hi" },
        ],
      }),
      { parts: [{ kind: "reasoning", text: "R" }, text] },
    ],
    ["a refusal", answered({ content: null, refusal: "No" }), { parts: [{ kind: "refusal", text: "No" }] }],
    [
      "reasoning_content",
      answered({ content: "Hi", reasoning_content: "R" }),
      { parts: [{ kind: "reasoning", text: "R" }, text] },
    ],
    [
      "reasoning",
      answered({ content: "Hi", reasoning_content: null, reasoning: "R" }),
      { parts: [{ kind: "reasoning", text: "R" }, text] },
    ],
    [
      "a call after a text",
      answered({ content: "Hi", tool_calls: [toolCall] }, "tool_calls"),
      { parts: [text, call], stop: { reason: "calls" } },
    ],
    ["calls that end with stop", answered({ tool_calls: [toolCall] }, "stop"), { parts: [call], stop: { reason: "calls" } }],
    ["no calls that end with tool_calls", answered({ content: "Hi" }, "tool_calls"), { parts: [text], stop: { reason: "end" } }],
    [
      "a call of a function",
      answered({ function_call: toolCall.function }, "function_call"),
      { parts: [{ ...call, id: "call_chatcmpl-1_0" }], stop: { reason: "calls" } },
    ],
    [
      "a call without an id",
      answered({ tool_calls: [{ ...toolCall, id: "" }] }),
      { parts: [{ ...call, id: "call_chatcmpl-1_0" }] },
    ],
    [
      "arguments as an object",
      answered({ tool_calls: [{ id: "t1", function: { name: "f", arguments: { a: 1 } } }] }),
      { parts: [call] },
    ],
    [
      "no arguments",
      answered({ tool_calls: [{ id: "t1", function: { name: "f", arguments: "" } }] }),
      { parts: [{ ...call, arguments: "{}" }] },
    ],
    [
      "a call that the limit cut off",
      answered({ tool_calls: [toolCall, cut] }, "length"),
      { parts: [call], stop: { reason: "length" } },
    ],
    ["length", answered({ content: "Hi" }, "length"), { stop: { reason: "length" } }],
    ["Mistral's length", answered({ content: "Hi" }, "model_length"), { stop: { reason: "length" } }],
    ["content_filter", answered({ content: "Hi" }, "content_filter"), { stop: { reason: "filtered" } }],
    ["no reason", answered({ content: "Hi" }, null), { stop: { reason: "end" } }],
    ["an unknown reason", answered({ content: "Hi" }, "eos"), { stop: { reason: "end" } }],
    [
      "the stop sequence that was met",
      answered({ content: "Hi" }, "stop", { stop_reason: "END" }),
      { stop: { reason: "end", sequence: "END" } },
    ],
    ["the token that was met", answered({ content: "Hi" }, "stop", { stop_reason: 2 }), { stop: { reason: "end" } }],
    [
      "the choice with the number 0",
      {
        choices: [
          { index: 1, message: { content: "B" } },
          { index: 0, message: { content: "Hi" } },
        ],
      },
      { id: "", model: "", parts: [text] },
    ],
    ["no usage", answered({ content: "Hi" }), { units: undefined }],
    [
      "its usage",
      {
        ...answered({ content: "Hi" }),
        usage: {
          prompt_tokens: 0,
          completion_tokens: 5,
          prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 2 },
          completion_tokens_details: { reasoning_tokens: 3 },
        },
      },
      { units: { input: 0, output: 5, cache_read: 0, cache_write: 2, reasoning: 3 } },
    ],
  ])("%s", (_name, body, expected) => {
    expect(chat.readAnswer(body)).toMatchObject(expected);
  });

  test.each<[string, unknown, string]>([
    ["no object", "x", 'body: found "x", expected an object'],
    ["no choices", {}, "choices: found nothing"],
    ["an empty list of choices", { choices: [] }, "choices.0: found nothing, expected an object"],
    ["no message", { choices: [{}] }, "choices.0.message: found nothing"],
    ["damaged arguments", answered({ tool_calls: [cut] }, "tool_calls"), "choices.0.message.tool_calls.0.function.arguments"],
    [
      "a failure told as an ending",
      answered({ content: "Hi" }, "error"),
      'choices.0.finish_reason: found "error", expected an ending',
    ],
  ])("with %s is unreadable", (_name, body, message) => {
    const reading = (): unknown => chat.readAnswer(body);
    expect(reading).toThrow(Unreadable);
    expect(reading).toThrow(message);
  });
});
