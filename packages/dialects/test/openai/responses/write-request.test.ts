/** Conversations as Responses requests for a provider: every rule its own row, and what comes back unchanged. */
import type { Conversation, Part } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { asked, losses, responses } from "./rig.ts";

const empty: Conversation = { model: "m", stream: false, system: [], turns: [], tools: [] };
const said = (role: "user" | "assistant" | "system", ...parts: Part[]) => ({ turns: [{ role, parts }] });
const text = (words: string) => ({ kind: "text", text: words }) as const;
const tools = [{ name: "f" }];
const offered = [{ type: "function", name: "f", parameters: { type: "object", properties: {} }, strict: false }];

const rows: readonly (readonly [rule: string, asked: Partial<Conversation>, body: Record<string, unknown>])[] = [
  ["keeps nothing at the provider", {}, { model: "m", input: [], store: false }],
  ["streams when asked", { stream: true }, { stream: true }],
  [
    "system texts are input items, in order",
    { system: ["a", "b"] },
    { input: ["a", "b"].map((words) => ({ type: "message", role: "system", content: [{ type: "input_text", text: words }] })) },
  ],
  [
    "what the model said stands before its calls",
    said("assistant", text("so"), { kind: "refusal", text: "no" }, { kind: "call", id: "c1", name: "f", arguments: "{}" }),
    {
      input: [
        {
          type: "message",
          role: "assistant",
          content: [
            { type: "output_text", text: "so", annotations: [] },
            { type: "refusal", refusal: "no" },
          ],
        },
        { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      ],
    },
  ],
  [
    "results are text, or parts where there is more",
    said(
      "user",
      { kind: "result", id: "c1", name: "f", parts: [text("1")] },
      { kind: "result", id: "c2", name: "f", parts: [] },
      { kind: "result", id: "c3", name: "f", parts: [text("1"), { kind: "image", source: { kind: "url", url: "https://a" } }] },
      text("go"),
    ),
    {
      input: [
        { type: "function_call_output", call_id: "c1", output: "1" },
        { type: "function_call_output", call_id: "c2", output: "" },
        {
          type: "function_call_output",
          call_id: "c3",
          output: [
            { type: "input_text", text: "1" },
            { type: "input_image", image_url: "https://a", detail: "auto" },
          ],
        },
        { type: "message", role: "user", content: [{ type: "input_text", text: "go" }] },
      ],
    },
  ],
  [
    "documents have a name and their bytes",
    said("user", { kind: "document", source: { kind: "text", text: "a b" } }),
    {
      input: [
        {
          type: "message",
          role: "user",
          content: [{ type: "input_file", filename: "document.txt", file_data: "data:text/plain;base64,YSBi" }],
        },
      ],
    },
  ],
  ["strictness is always said, and parameters always there", { tools }, { tools: offered }],
  ["a named choice", { tools, toolChoice: { name: "f" } }, { tools: offered, tool_choice: { type: "function", name: "f" } }],
  ["one call at a time", { tools, parallelTools: false }, { tools: offered, parallel_tool_calls: false }],
  ["nothing to choose from nothing", { toolChoice: "auto", parallelTools: false }, {}],
  ["a demand is heard even then", { toolChoice: "required" }, { tool_choice: "required" }],
  ["settings", { maxOutput: 16, temperature: 0, topP: 1 }, { max_output_tokens: 16, temperature: 0, top_p: 1 }],
  ["JSON", { output: { kind: "json" } }, { text: { format: { type: "json_object" } } }],
  [
    "a schema with a name, and its strictness",
    { output: { kind: "schema", schema: { type: "object" } } },
    { text: { format: { type: "json_schema", name: "answer", schema: { type: "object" }, strict: false } } },
  ],
  ["effort and a summary", { reasoning: { effort: "low", shown: true } }, { reasoning: { effort: "low", summary: "auto" } }],
  ["no budget is no reasoning", { reasoning: { budget: 0 } }, { reasoning: { effort: "none" } }],
  ["nothing of reasoning", { reasoning: { shown: false, budget: -1 } }, {}],
  ["a user", { user: "u@example.com" }, { user: "u@example.com" }],
];

describe("writing a Responses request", () => {
  test.each(rows)("%s", (_rule, conversation, body) => {
    const written = responses.writeRequest({ ...empty, ...conversation });
    expect(written).toEqual({ body: { model: "m", input: [], store: false, ...body }, lost: [] });
  });

  test.each([
    ["toolu_1", "toolu_1"],
    ["Bash:12", /^Bash_12_[0-9a-f]{8}$/],
    [`${"x".repeat(70)}a`, /^x{55}_[0-9a-f]{8}$/],
    ["", /^_[0-9a-f]{8}$/],
  ])("fits the id %j of a call and its result alike", (id, expected) => {
    const call: Part = { kind: "call", id, name: "f", arguments: "{}" };
    const result: Part = { kind: "result", id, name: "f", parts: [] };
    const turns = [
      { role: "assistant", parts: [call] },
      { role: "user", parts: [result] },
    ] as const;
    const [first, second] = responses.writeRequest({ ...empty, turns }).body["input"] as { call_id: string }[];
    expect(first!.call_id).toMatch(expected);
    expect(second!.call_id).toBe(first!.call_id);
  });

  test("fits different ids differently", () => {
    const ids = ["a:b", "a|b", `${"x".repeat(64)}1`, `${"x".repeat(64)}2`];
    const parts = ids.map((id) => ({ kind: "call", id, name: "f", arguments: "{}" }) as const);
    const { body } = responses.writeRequest({ ...empty, ...said("assistant", ...parts) });
    expect(new Set((body["input"] as { call_id: string }[]).map((item) => item.call_id)).size).toBe(4);
  });

  test.each([
    [1000, "low"],
    [2400, "medium"],
    [3999, "high"],
  ])("takes a budget of %i in 4000 for %s effort, and says so", (budget, effort) => {
    const { body, lost } = responses.writeRequest({ ...empty, reasoning: { budget }, maxOutput: 4000 });
    expect(body["reasoning"]).toEqual({ effort });
    expect(losses(lost)).toEqual(["reasoning-settings reasoning.budget"]);
  });
});

const lossy: readonly (readonly [lost: string, asked: Partial<Conversation>])[] = [
  ["sampling top_k", { topK: 5 }],
  ["seed seed", { seed: 0 }],
  ["penalties frequency_penalty", { frequencyPenalty: 1, presencePenalty: 0 }],
  ["penalties presence_penalty", { presencePenalty: -1 }],
  ["stop-sequences stop", { stop: ["x"] }],
  ["other max_output_tokens", { maxOutput: 5 }],
  ["audio-input turns.0.parts.0", said("user", { kind: "audio", source: { kind: "data", mediaType: "audio/wav", base64: "" } })],
  [
    "reasoning turns.0.parts.0",
    said("assistant", { kind: "reasoning", text: "a", signature: { dialect: "anthropic", value: "s" } }),
  ],
  [
    "reasoning turns.0.parts.0.signature",
    said("assistant", { kind: "call", id: "c", name: "f", arguments: "{}", signature: { dialect: "gemini", value: "s" } }),
  ],
  ["vendor-content turns.0.parts.0", said("assistant", { kind: "image", source: { kind: "url", url: "https://a" } })],
  ["other turns.0.parts.0.failed", said("user", { kind: "result", id: "c", name: "f", parts: [], failed: true })],
];

describe("what a Responses request cannot say", () => {
  test.each(lossy)("%s", (lost, conversation) => {
    expect(losses(responses.writeRequest({ ...empty, ...conversation }).lost)).toEqual([lost]);
  });

  test("raises a limit below the least to it", () => {
    expect(responses.writeRequest({ ...empty, maxOutput: 5 }).body["max_output_tokens"]).toBe(16);
  });
});

const round = {
  model: "m",
  input: [
    { type: "message", role: "system", content: [{ type: "input_text", text: "be kind" }] },
    {
      type: "message",
      role: "user",
      content: [
        { type: "input_text", text: "look" },
        { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "low" },
        { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" },
        { type: "input_file", filename: "a.txt", file_data: "data:text/plain;base64,YSBi" },
        { type: "input_file", file_url: "https://a/b.pdf", filename: "b.pdf" },
      ],
    },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "wait", annotations: [] }] },
    { type: "function_call", call_id: "c1", name: "f", arguments: '{"b": 1, "a": 2}' },
    { type: "function_call", call_id: "c2", name: "f", arguments: "{}" },
    { type: "function_call_output", call_id: "c1", output: "1" },
    {
      type: "function_call_output",
      call_id: "c2",
      output: [
        { type: "input_text", text: "1" },
        { type: "input_text", text: "2" },
      ],
    },
    { type: "message", role: "user", content: [{ type: "input_text", text: "and?" }] },
    { type: "message", role: "system", content: [{ type: "input_text", text: "in short" }] },
  ],
  store: false,
  stream: true,
  tools: [{ type: "function", name: "f", description: "d", parameters: { type: "object", properties: {} }, strict: true }],
  tool_choice: { type: "function", name: "f" },
  parallel_tool_calls: false,
  max_output_tokens: 64,
  temperature: 0.3,
  top_p: 0.9,
  text: { format: { type: "json_schema", name: "n", description: "d", schema: { type: "object" }, strict: true } },
  reasoning: { effort: "minimal", summary: "auto" },
  user: "u",
};

test("a request that was read is written as it was", () => {
  const { value, lost } = responses.readRequest(round, { ...asked, stream: true });
  const written = responses.writeRequest(value);
  expect(written).toEqual({ body: round, lost: [] });
  expect(lost).toEqual([]);
});
