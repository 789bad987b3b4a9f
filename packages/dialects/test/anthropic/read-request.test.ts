/** Messages requests in the canonical form: each field as what it means, or as a named loss. */
import type { Conversation, Loss } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { format } from "./frames.ts";

const asked = { model: "m", stream: false };
const hi = { role: "user", content: "Hi" };

function read(body: object): { value: Conversation; lost: readonly Loss[] } {
  return format.readRequest({ model: "client/m", max_tokens: 10, messages: [hi], ...body }, asked);
}
/** The parts of a user's turn. */
function parts(...content: readonly object[]): unknown {
  return read({ messages: [{ role: "user", content }] }).value.turns[0]?.parts;
}

describe("settings", () => {
  test.each<[string, object, object]>([
    ["what the path of the gateway knows better", { model: "client/m", stream: true }, { model: "m", stream: false }],
    ["max_tokens", {}, { maxOutput: 10 }],
    ["sampling", { temperature: 0.5, top_p: 0.9, top_k: 40 }, { temperature: 0.5, topP: 0.9, topK: 40 }],
    ["stop sequences", { stop_sequences: ["a", "b"] }, { stop: ["a", "b"] }],
    ["a system text", { system: "Be brief" }, { system: ["Be brief"] }],
    [
      "system blocks",
      {
        system: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
      { system: ["a", "b"] },
    ],
    ["a user", { metadata: { user_id: "u" } }, { user: "u" }],
    ["an effort", { output_config: { effort: "xhigh" } }, { reasoning: { effort: "xhigh" } }],
    ["a budget", { thinking: { type: "enabled", budget_tokens: 2000 } }, { reasoning: { budget: 2000 } }],
    [
      "a budget and an effort",
      { thinking: { type: "enabled", budget_tokens: 2000 }, output_config: { effort: "low" } },
      { reasoning: { effort: "low", budget: 2000 } },
    ],
    ["adaptive thinking, not shown", { thinking: { type: "adaptive", display: "omitted" } }, { reasoning: { shown: false } }],
    ["no thinking", { thinking: { type: "disabled" } }, { reasoning: { effort: "none" } }],
    [
      "a schema, which binds",
      { output_config: { format: { type: "json_schema", schema: { type: "object" } } } },
      { output: { kind: "schema", schema: { type: "object" }, strict: true } },
    ],
    [
      "a tool",
      { tools: [{ name: "t", description: "d", input_schema: { type: "object" }, strict: true }] },
      { tools: [{ name: "t", description: "d", parameters: { type: "object" }, strict: true }] },
    ],
    ["a custom tool", { tools: [{ type: "custom", name: "t", input_schema: {} }] }, { tools: [{ name: "t", parameters: {} }] }],
    ["choice auto", { tool_choice: { type: "auto" } }, { toolChoice: "auto" }],
    ["choice any", { tool_choice: { type: "any" } }, { toolChoice: "required" }],
    ["choice none", { tool_choice: { type: "none" } }, { toolChoice: "none" }],
    ["a named choice", { tool_choice: { type: "tool", name: "t" } }, { toolChoice: { name: "t" } }],
    [
      "one call at a time",
      { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
      { toolChoice: "auto", parallelTools: false },
    ],
  ])("%s", (_name, body, expected) => {
    const { value, lost } = read(body);
    expect(value).toMatchObject(expected);
    expect(lost).toEqual([]);
  });

  test("what is not said stays out", () => {
    const { value } = read({ temperature: null, system: null, tools: null, thinking: null, metadata: null });
    expect(JSON.parse(JSON.stringify(value))).toEqual({
      model: "m",
      stream: false,
      system: [],
      turns: [{ role: "user", parts: [{ kind: "text", text: "Hi" }] }],
      tools: [],
      maxOutput: 10,
    });
  });
});

describe("blocks of a user's turn", () => {
  test.each<[string, object, unknown]>([
    ["text", { type: "text", text: "a" }, { kind: "text", text: "a" }],
    [
      "an image",
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } },
      { kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AA==" } },
    ],
    [
      "an image by its address",
      { type: "image", source: { type: "url", url: "https://x/i" } },
      { kind: "image", source: { kind: "url", url: "https://x/i" } },
    ],
    [
      "a document",
      { type: "document", title: "T", source: { type: "base64", media_type: "application/pdf", data: "AA==" } },
      { kind: "document", name: "T", source: { kind: "data", mediaType: "application/pdf", base64: "AA==" } },
    ],
    [
      "a document of text",
      { type: "document", source: { type: "text", media_type: "text/plain", data: "words" } },
      { kind: "document", source: { kind: "text", text: "words" } },
    ],
    [
      "a document by its address",
      { type: "document", source: { type: "url", url: "https://x/d" } },
      { kind: "document", source: { kind: "url", url: "https://x/d" } },
    ],
    [
      "a document of content",
      { type: "document", source: { type: "content", content: "words" } },
      { kind: "document", source: { kind: "text", text: "words" } },
    ],
  ])("%s", (_name, block, part) => {
    expect(parts(block)).toEqual([part]);
  });

  test("a document of blocks is its texts, and its images between them", () => {
    const text = (said: string): object => ({ type: "text", text: said });
    const image = { type: "image", source: { type: "url", url: "https://x/i" } };
    expect(
      parts({ type: "document", source: { type: "content", content: [text("a"), text("b"), image, text("c")] } }),
    ).toMatchObject([
      { kind: "document", source: { text: "a\n\nb" } },
      { kind: "image" },
      { kind: "document", source: { text: "c" } },
    ]);
  });
});

test("results stand before what the user says, and know the tools of their calls", () => {
  const { value, lost } = read({
    messages: [
      hi,
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "sig" },
          { type: "redacted_thinking", data: "dark" },
          { type: "text", text: "Looking" },
          { type: "tool_use", id: "Bash:12", name: "bash", input: { b: 1, a: 2 } },
          { type: "tool_use", id: "t2", name: "now", input: {}, caller: { type: "direct" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "text", text: "There" },
          { type: "tool_result", tool_use_id: "Bash:12", content: "done" },
          {
            type: "tool_result",
            tool_use_id: "t2",
            is_error: true,
            content: [
              { type: "text", text: "no" },
              { type: "image", source: { type: "url", url: "https://x/i" } },
            ],
          },
          { type: "tool_result", tool_use_id: "stranger" },
        ],
      },
      { role: "system", content: [{ type: "text", text: "Hurry" }] },
    ],
  });
  expect(lost).toEqual([]);
  expect(value.turns.slice(1)).toEqual([
    {
      role: "assistant",
      parts: [
        { kind: "reasoning", text: "Hm", signature: { dialect: "anthropic", value: "sig" } },
        { kind: "reasoning", text: "", signature: { dialect: "anthropic", value: "redacted:dark" } },
        { kind: "text", text: "Looking" },
        { kind: "call", id: "Bash:12", name: "bash", arguments: '{"b":1,"a":2}' },
        { kind: "call", id: "t2", name: "now", arguments: "{}" },
      ],
    },
    {
      role: "user",
      parts: [
        { kind: "result", id: "Bash:12", name: "bash", parts: [{ kind: "text", text: "done" }] },
        {
          kind: "result",
          id: "t2",
          name: "now",
          failed: true,
          parts: [
            { kind: "text", text: "no" },
            { kind: "image", source: { kind: "url", url: "https://x/i" } },
          ],
        },
        { kind: "result", id: "stranger", name: undefined, parts: [] },
        { kind: "text", text: "There" },
      ],
    },
    { role: "system", parts: [{ kind: "text", text: "Hurry" }] },
  ]);
});
