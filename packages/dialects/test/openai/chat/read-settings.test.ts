/** What each setting of a Chat request becomes in the canonical form, and how what is not of this format is named. */
import { Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { type Body, chat, readBody as read } from "./bodies.ts";

const hi = { role: "user", content: "Hi" };
const ask = (...parts: readonly unknown[]): object => ({ role: "user", content: parts });
const named = { type: "function", function: { name: "f" } };
const f = { name: "f", description: "F", parameters: { type: "object", $defs: {} }, strict: true };

describe("settings", () => {
  test.each<[string, Body, object]>([
    ["a tool, its whole schema", { tools: [{ type: "function", function: f }] }, { tools: [f] }],
    ["a tool without a schema", { tools: [named] }, { tools: [{ name: "f" }] }],
    [
      "functions, from before there were tools",
      { functions: [f], function_call: "auto" },
      { tools: [f], toolChoice: "auto", parallelTools: false },
    ],
    ["a named function", { functions: [f], function_call: { name: "f" } }, { toolChoice: { name: "f" }, parallelTools: false }],
    ["functions without a choice", { functions: [f] }, { tools: [f], parallelTools: false }],
    ["tool_choice auto", { tool_choice: "auto" }, { toolChoice: "auto" }],
    ["tool_choice none", { tool_choice: "none" }, { toolChoice: "none" }],
    ["tool_choice required", { tool_choice: "required" }, { toolChoice: "required" }],
    ["tool_choice by name", { tool_choice: named }, { toolChoice: { name: "f" } }],
    ["parallel_tool_calls", { parallel_tool_calls: false }, { parallelTools: false }],
    ["max_completion_tokens", { max_completion_tokens: 5 }, { maxOutput: 5 }],
    ["max_tokens", { max_tokens: 5 }, { maxOutput: 5 }],
    ["both of them, agreed", { max_tokens: 5, max_completion_tokens: 5 }, { maxOutput: 5 }],
    ["sampling", { temperature: 0, top_p: 1, top_k: 3, seed: 7 }, { temperature: 0, topP: 1, topK: 3, seed: 7 }],
    ["penalties", { frequency_penalty: 0.5, presence_penalty: -1 }, { frequencyPenalty: 0.5, presencePenalty: -1 }],
    [
      "penalties of nothing",
      { frequency_penalty: 0, presence_penalty: 0 },
      { frequencyPenalty: undefined, presencePenalty: undefined },
    ],
    ["stop, alone", { stop: "A" }, { stop: ["A"] }],
    ["stop, several", { stop: ["A", "B"] }, { stop: ["A", "B"] }],
    ["stop, empty", { stop: [] }, { stop: undefined }],
    ["response_format text", { response_format: { type: "text" } }, { output: undefined }],
    ["response_format json_object", { response_format: { type: "json_object" } }, { output: { kind: "json" } }],
    [
      "response_format json_schema",
      { response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } } },
      { output: { kind: "schema", name: "n", schema: { type: "object" }, strict: true } },
    ],
    ["reasoning_effort", { reasoning_effort: "xhigh" }, { reasoning: { effort: "xhigh" } }],
    ["user", { user: "u" }, { user: "u" }],
    ["safety_identifier", { safety_identifier: "u" }, { user: "u" }],
    [
      "nulls",
      { temperature: null, stop: null, tools: null, tool_choice: null, n: null, user: null, response_format: null },
      { tools: [] },
    ],
  ])("%s", (_name, fields, expected) => {
    expect(read({ messages: [hi], ...fields })).toMatchObject({ value: expected, lost: [] });
  });

  test("the model and whether it streams are what the gateway was asked", () => {
    const { value } = chat.readRequest({ model: "openai/x", stream: false, messages: [hi] }, { model: "m", stream: true });
    expect(value).toMatchObject({ model: "m", stream: true });
  });
});

describe("what is not of this format is named", () => {
  const bad = (url: string): Body => ({ messages: [ask({ type: "image_url", image_url: { url } })] });
  const args = (given: unknown): Body => ({
    messages: [{ role: "assistant", tool_calls: [{ id: "t", function: { name: "f", arguments: given } }] }],
  });
  test.each<[string, unknown, string]>([
    ["no object", [], "body: found an array, expected an object"],
    ["no messages", {}, "messages: found nothing, expected an array"],
    [
      "an unknown role",
      { messages: [{ role: "robot" }] },
      'messages.0.role: found "robot", expected system, developer, user, assistant or tool',
    ],
    ["a message of null", { messages: [null] }, "messages.0: found null, expected an object"],
    [
      "content of a number",
      { messages: [{ role: "user", content: 1 }] },
      "messages.0.content: found 1, expected a string or an array of parts",
    ],
    [
      "an image of no known address",
      bad("gs://x"),
      'messages.0.content.0.image_url.url: found "gs://x", expected an http address or data:<type>;base64,<bytes>',
    ],
    ["an image that is not base64", bad("data:image/svg+xml,<svg/>"), "messages.0.content.0.image_url.url"],
    [
      "damaged arguments",
      args('{"a":'),
      'messages.0.tool_calls.0.function.arguments: found "{\\"a\\":", expected JSON of an object',
    ],
    ["arguments of a list", args("[1]"), "messages.0.tool_calls.0.function.arguments"],
    ["arguments of an object", args({}), "messages.0.tool_calls.0.function.arguments: found an object"],
    ["a result of no call", { messages: [{ role: "tool", content: "x" }] }, "messages.0.tool_call_id: found nothing"],
    ["a temperature in words", { messages: [], temperature: "hot" }, 'temperature: found "hot", expected a number'],
    ["an unknown effort", { messages: [], reasoning_effort: "huge" }, 'reasoning_effort: found "huge"'],
    ["an unknown choice", { messages: [], tool_choice: "any" }, 'tool_choice: found "any", expected auto, none, required'],
    [
      "a tool without a name",
      { messages: [], tools: [{ type: "function", function: {} }] },
      "tools.0.function.name: found nothing, expected a string",
    ],
    ["n in words", { messages: [], n: "two" }, 'n: found "two", expected a number'],
    ["a stop of numbers", { messages: [], stop: [1] }, "stop.0: found 1, expected a string"],
  ])("%s", (_name, body, message) => {
    const reading = (): unknown => chat.readRequest(body, { model: "m", stream: false });
    expect(reading).toThrow(Unreadable);
    expect(reading).toThrow(message);
  });
});
