/** What a Chat request asks for that does not cross, each by its feature and its field. */
import { describe, expect, test } from "vitest";
import { type Body, readBody } from "./bodies.ts";

const said = (...messages: readonly unknown[]): Body => ({ messages });
const ask = (part: object): Body => said({ role: "user", content: [part] });
const answered = (fields: object): Body => said({ role: "assistant", content: "A", ...fields });
const tool = { type: "function", function: { name: "f" } };
const allowed = { type: "allowed_tools", allowed_tools: { mode: "required", tools: [tool] } };

function losses(body: Body): readonly string[] {
  return readBody({ messages: [], ...body }).lost.map(({ feature, field }) => `${feature}: ${field}`);
}

test.each<[Body, ...string[]]>([
  [{ n: 2 }, "several-answers: n"],
  [{ logprobs: true, top_logprobs: 3 }, "logprobs: logprobs", "logprobs: top_logprobs"],
  [{ logit_bias: { 50: 1 } }, "logit-bias: logit_bias"],
  [{ modalities: ["text", "audio"], audio: { voice: "x" } }, "audio-output: modalities", "audio-output: audio"],
  [{ prediction: { type: "content", content: "x" } }, "service: prediction"],
  [{ service_tier: "flex", verbosity: "terse" }, "service: verbosity", "service: service_tier"],
  [{ store: true, metadata: { a: "b" } }, "storage: store", "storage: metadata"],
  [{ prompt_cache_key: "k" }, "cache-control: prompt_cache_key"],
  [{ web_search_options: {} }, "vendor-tools: web_search_options"],
  [{ moderation: {} }, "safety: moderation"],
  [{ reasoning: { effort: "low" } }, "reasoning-settings: reasoning"],
  [{ enable_thinking: false, whatever: false }, "reasoning-settings: enable_thinking", "other: whatever"],
  [{ constructor: 1, toString: 2 }, "other: constructor", "other: toString"],
  [JSON.parse('{"__proto__": 1}') as Body, "other: __proto__"],
  [{ max_tokens: 5, max_completion_tokens: 6 }, "other: max_tokens"],
  [{ user: "a", safety_identifier: "b" }, "other: user"],
  [{ response_format: { type: "grammar" } }, "output-schema: response_format"],
  [{ response_format: { type: "json_schema", json_schema: { schema: {}, x: 1 } } }, "other: response_format.json_schema.x"],
  [{ tools: [{ type: "custom", custom: {} }, tool] }, "vendor-tools: tools.0"],
  [{ tools: [{ ...tool, cache_control: {} }] }, "cache-control: tools.0.cache_control"],
  [{ tools: [{ type: "function", function: { name: "f", x: 1 } }] }, "other: tools.0.function.x"],
  [{ tool_choice: { type: "custom", custom: { name: "x" } } }, "vendor-tools: tool_choice"],
  [{ tool_choice: allowed, tools: [tool] }, "tool-settings: tool_choice.allowed_tools"],
  [ask({ type: "file", file: { file_id: "f" } }), "stored-file: messages.0.content.0.file.file_id"],
  [ask({ type: "video_url", video_url: {} }), "vendor-content: messages.0.content.0"],
  [ask({ type: "text", text: "A", cache_control: {} }), "cache-control: messages.0.content.0.cache_control"],
  [ask({ type: "text", text: "A", prompt_cache_breakpoint: {} }), "cache-control: messages.0.content.0.prompt_cache_breakpoint"],
  [ask({ type: "image_url", image_url: { url: "http://x", x: 1 } }), "other: messages.0.content.0.image_url.x"],
  [said({ role: "system", content: "A", name: "n" }), "other: messages.0.name"],
  [
    said({ role: "tool", tool_call_id: "t", content: [{ type: "input_audio", input_audio: { data: "", format: "wav" } }] }),
    "audio-input: messages.0.content",
  ],
  [answered({ audio: { id: "a" } }), "stored-state: messages.0.audio"],
  [answered({ annotations: [{}] }), "citations: messages.0.annotations"],
  [answered({ reasoning_details: [{}] }), "reasoning: messages.0.reasoning_details"],
  [answered({ name: "n", parsed: {} }), "other: messages.0.name", "other: messages.0.parsed"],
  [answered({ content: [{ type: "poem" }] }), "vendor-content: messages.0.content.0"],
  [answered({ tool_calls: [{ id: "t", type: "custom", custom: {} }] }), "vendor-tools: messages.0.tool_calls.0"],
])("%j", (body, ...expected) => {
  expect(losses(body)).toEqual(expected);
});

describe("what asks for nothing is no loss", () => {
  test.each<[string, Body]>([
    [
      "values as they are anyway",
      { n: 1, logprobs: false, top_logprobs: 0, logit_bias: {}, store: false, metadata: {}, service_tier: "auto" },
    ],
    ["text alone", { modalities: ["text"], audio: null }],
    ["nulls", { n: null, whatever: null, prediction: null, verbosity: null }],
    ["the stream's own options", { stream: true, stream_options: { include_usage: true, include_obfuscation: false } }],
    ["what is the gateway's", { model: "m", fallbacks: ["openai/x"] }],
    [
      "an answer sent back as it came",
      answered({ refusal: null, annotations: [], audio: null, function_call: null, reasoning: "x" }),
    ],
  ])("%s", (_name, body) => {
    expect(losses(body)).toEqual([]);
  });
});

test("allowed tools are the only ones that stay", () => {
  const other = { type: "function", function: { name: "g" } };
  const { value } = readBody({ messages: [], tools: [other, tool], tool_choice: allowed });
  expect(value).toMatchObject({ tools: [{ name: "f" }], toolChoice: "required" });
});
