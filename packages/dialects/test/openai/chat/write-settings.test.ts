/** What settings of the canonical form become in a Chat request for a provider, and whole requests there and back. */
import type { Conversation } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { type Body, chat, readBody, write } from "./bodies.ts";

const written = { id: "t1", type: "function", function: { name: "f", arguments: '{"b":1,"a":2}' } };
const shown = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
const tools = [{ name: "f" }];
const json = { type: "object" };

describe("settings", () => {
  test.each<[string, Partial<Conversation>, Body, ...string[]]>([
    ["a stream tells its usage", { stream: true }, { stream: true, stream_options: { include_usage: true } }],
    ["tokens for a compatible server", { maxOutput: 5 }, { max_tokens: 5 }],
    ["tokens for o3", { model: "o3-mini", maxOutput: 5 }, { model: "o3-mini", max_completion_tokens: 5 }],
    ["tokens for gpt-5", { model: "openai/gpt-5.2", maxOutput: 5 }, { model: "openai/gpt-5.2", max_completion_tokens: 5 }],
    ["tokens for gpt-oss", { model: "openai/gpt-oss-120b", maxOutput: 5 }, { model: "openai/gpt-oss-120b", max_tokens: 5 }],
    [
      "sampling",
      { temperature: 0, topP: 0.5, seed: 1, frequencyPenalty: 1, presencePenalty: 2 },
      { temperature: 0, top_p: 0.5, seed: 1, frequency_penalty: 1, presence_penalty: 2 },
    ],
    ["top_k", { topK: 3 }, {}, "sampling: topK"],
    ["four stops", { stop: ["a", "b", "c", "d"] }, { stop: ["a", "b", "c", "d"] }],
    ["five stops", { stop: ["a", "b", "c", "d", "e"] }, { stop: ["a", "b", "c", "d"] }, "stop-sequences: stop"],
    [
      "tools",
      { tools: [{ name: "f", description: "F", parameters: json, strict: true }] },
      { tools: [{ type: "function", function: { name: "f", description: "F", parameters: json, strict: true } }] },
    ],
    [
      "a choice and one call at a time",
      { tools, toolChoice: "required", parallelTools: false },
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: "required", parallel_tool_calls: false },
    ],
    [
      "a named choice",
      { tools, toolChoice: { name: "f" } },
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: { type: "function", function: { name: "f" } } },
    ],
    ["a choice among nothing", { toolChoice: "auto", parallelTools: true }, {}],
    ["json", { output: { kind: "json" } }, { response_format: { type: "json_object" } }],
    [
      "a schema gets a name",
      { output: { kind: "schema", schema: json, strict: true } },
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema: json, strict: true } } },
    ],
    ["an effort", { reasoning: { effort: "max" } }, { reasoning_effort: "max" }],
    [
      "an effort beside a budget",
      { reasoning: { effort: "low", budget: 9 } },
      { reasoning_effort: "low" },
      "reasoning-settings: reasoning.budget",
    ],
    ["a budget of nothing", { reasoning: { budget: 0 } }, { reasoning_effort: "none" }],
    ["a budget for the model to choose", { reasoning: { budget: -1 } }, {}],
    [
      "a small budget",
      { reasoning: { budget: 2500 }, maxOutput: 10_000 },
      { reasoning_effort: "low", max_tokens: 10_000 },
      "reasoning-settings: reasoning.budget",
    ],
    [
      "a fair budget",
      { reasoning: { budget: 6000 }, maxOutput: 10_000 },
      { reasoning_effort: "medium", max_tokens: 10_000 },
      "reasoning-settings: reasoning.budget",
    ],
    ["a large budget", { reasoning: { budget: 16_000 } }, { reasoning_effort: "high" }, "reasoning-settings: reasoning.budget"],
    ["reasoning that is to be shown", { reasoning: { shown: true } }, {}, "reasoning-settings: reasoning.shown"],
    ["reasoning that is not", { reasoning: { shown: false } }, {}],
    ["a user", { user: "u" }, { user: "u" }],
  ])("%s", (_name, fields, expected, ...lost) => {
    const { body, lost: found } = write(fields);
    expect(body).toStrictEqual({ model: "m", messages: [], ...expected });
    expect(found.map(({ feature, field }) => `${feature}: ${field}`)).toEqual(lost);
  });
});

test("a request that is read and written again is the same", () => {
  const body = {
    model: "m",
    messages: [
      { role: "system", content: "S" },
      {
        role: "user",
        content: [
          { type: "text", text: "A" },
          shown,
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA" } },
          { type: "input_audio", input_audio: { data: "AA", format: "wav" } },
        ],
      },
      { role: "assistant", content: "So", tool_calls: [written, { ...written, id: "t2" }] },
      { role: "tool", tool_call_id: "t1", content: "1" },
      {
        role: "tool",
        tool_call_id: "t2",
        content: [
          { type: "text", text: "2" },
          { type: "text", text: "3" },
        ],
      },
      { role: "user", content: "B" },
      { role: "system", content: "T" },
      {
        role: "assistant",
        content: [
          { type: "text", text: "C" },
          { type: "text", text: "D" },
        ],
      },
      { role: "assistant", content: null, refusal: "No" },
    ],
    tools: [{ type: "function", function: { name: "f", description: "F", parameters: json, strict: false } }],
    tool_choice: { type: "function", function: { name: "f" } },
    parallel_tool_calls: true,
    max_tokens: 9,
    temperature: 1,
    top_p: 0.5,
    seed: 1,
    frequency_penalty: 1,
    presence_penalty: 1,
    stop: ["a"],
    response_format: { type: "json_schema", json_schema: { name: "n", description: "d", schema: json, strict: true } },
    reasoning_effort: "low",
    user: "u",
  };
  const { value, lost } = readBody(body);
  expect(chat.writeRequest(value)).toStrictEqual({ body, lost: [] });
  expect(lost).toEqual([]);
});
