/** Responses requests as the canonical form has them: every rule its own row. */
import type { Conversation } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { asked, responses } from "./rig.ts";

type Row = readonly [rule: string, body: Record<string, unknown>, expected: Partial<Conversation>];
const text = (said: string) => ({ kind: "text", text: said }) as const;
const user = (...parts: Conversation["turns"][number]["parts"]) => ({ role: "user", parts }) as const;
const pixel = "data:image/png;base64,AAAA";
const output = (call_id: string, said: unknown) => ({ type: "function_call_output", call_id, output: said });
const called = (call_id: string, args = "{}") => ({ type: "function_call", id: "fc_1", call_id, name: "f", arguments: args });
const call = (id: string, args = "{}") => ({ kind: "call", id, name: "f", arguments: args }) as const;
const result = (id: string, ...parts: Extract<Conversation["turns"][number]["parts"][number], { kind: "result" }>["parts"]) =>
  ({ kind: "result", id, name: "f", parts }) as const;

const rows: readonly Row[] = [
  ["text is a user's turn", { input: "hi" }, { turns: [user(text("hi"))], system: [] }],
  [
    "instructions stand first",
    { input: [{ role: "system", content: "b" }], instructions: "a" },
    { system: ["a", "b"], turns: [] },
  ],
  [
    "leading system and developer messages are hoisted in order",
    {
      input: [
        { role: "developer", content: [{ type: "input_text", text: "a" }] },
        { role: "system", content: "b" },
      ],
    },
    { system: ["a", "b"] },
  ],
  [
    "a later one keeps its place",
    {
      input: [
        { role: "user", content: "hi" },
        { role: "developer", content: "now" },
      ],
    },
    { turns: [user(text("hi")), { role: "system", parts: [text("now")] }] },
  ],
  [
    "an image is bytes or an address, and its detail unless automatic",
    {
      input: [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: pixel, detail: "auto" },
            { type: "input_image", image_url: "https://a/b.png", detail: "high" },
          ],
        },
      ],
    },
    {
      turns: [
        user(
          { kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AAAA" }, detail: undefined },
          { kind: "image", source: { kind: "url", url: "https://a/b.png" }, detail: "high" },
        ),
      ],
    },
  ],
  [
    "a file is bytes, an address or plain text",
    {
      input: [
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" },
            { type: "input_file", file_url: "https://a/b.pdf" },
            { type: "input_file", filename: "a.txt", file_data: "data:text/plain,a%20b" },
            { type: "input_file", filename: "a.pdf", file_data: "BBBB" },
          ],
        },
      ],
    },
    {
      turns: [
        user(
          { kind: "document", source: { kind: "data", mediaType: "application/pdf", base64: "AAAA" }, name: "a.pdf" },
          { kind: "document", source: { kind: "url", url: "https://a/b.pdf" }, name: undefined },
          { kind: "document", source: { kind: "text", text: "a b" }, name: "a.txt" },
          { kind: "document", source: { kind: "data", mediaType: "application/pdf", base64: "BBBB" }, name: "a.pdf" },
        ),
      ],
    },
  ],
  [
    "what the model said is one turn: reasoning, text, refusal and calls",
    {
      input: [
        {
          type: "reasoning",
          id: "rs_1",
          summary: [
            { type: "summary_text", text: "a" },
            { type: "summary_text", text: "b" },
          ],
        },
        {
          type: "message",
          id: "msg_1",
          status: "completed",
          role: "assistant",
          content: [
            { type: "output_text", text: "so", annotations: [], logprobs: [] },
            { type: "refusal", refusal: "no" },
          ],
        },
        called("c1", '{"b":1,"a":2}'),
        called("c2", ""),
      ],
    },
    {
      turns: [
        {
          role: "assistant",
          parts: [
            { kind: "reasoning", text: "a\n\nb" },
            text("so"),
            { kind: "refusal", text: "no" },
            call("c1", '{"b":1,"a":2}'),
            call("c2"),
          ],
        },
      ],
    },
  ],
  [
    "reasoning without a summary is its content, and none at all is nothing",
    {
      input: [
        { type: "reasoning", id: "rs_1", summary: [], content: [{ type: "reasoning_text", text: "raw" }] },
        { type: "reasoning", id: "rs_2", summary: [] },
      ],
    },
    { turns: [{ role: "assistant", parts: [{ kind: "reasoning", text: "raw" }] }] },
  ],
  [
    "results stand together and before what the user says, with the name of their call",
    { input: [called("c1"), called("c2"), output("c1", "1"), { role: "user", content: "go" }, output("c2", "2")] },
    {
      turns: [
        { role: "assistant", parts: [call("c1"), call("c2")] },
        user(result("c1", text("1")), result("c2", text("2"))),
        user(text("go")),
      ],
    },
  ],
  [
    "a result may be parts",
    {
      input: [
        called("c1"),
        output("c1", [
          { type: "input_text", text: "1" },
          { type: "input_image", image_url: pixel },
        ]),
      ],
    },
    {
      turns: [
        { role: "assistant", parts: [call("c1")] },
        user(
          result("c1", text("1"), {
            kind: "image",
            source: { kind: "data", mediaType: "image/png", base64: "AAAA" },
            detail: undefined,
          }),
        ),
      ],
    },
  ],
  [
    "functions are tools",
    {
      input: "hi",
      tools: [{ type: "function", name: "f", description: "d", parameters: { type: "object", $defs: {} }, strict: true }],
    },
    { tools: [{ name: "f", description: "d", parameters: { type: "object", $defs: {} }, strict: true }] },
  ],
  ["a choice is a word", { input: "hi", tool_choice: "required" }, { toolChoice: "required" }],
  [
    "a choice is a name",
    { input: "hi", tool_choice: { type: "function", name: "toString" } },
    { toolChoice: { name: "toString" } },
  ],
  [
    "a choice among some offers only those",
    {
      input: "hi",
      tools: [
        { type: "function", name: "a" },
        { type: "function", name: "b" },
      ],
      tool_choice: { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "b" }] },
    },
    { tools: [{ name: "b", description: undefined, parameters: undefined, strict: undefined }], toolChoice: "required" },
  ],
  [
    "settings go as they are",
    {
      input: "hi",
      max_output_tokens: 20,
      temperature: 0,
      top_p: 0.5,
      parallel_tool_calls: false,
      reasoning: { effort: "xhigh", summary: "auto" },
    },
    { maxOutput: 20, temperature: 0, topP: 0.5, parallelTools: false, reasoning: { effort: "xhigh", shown: true } },
  ],
  ["text is no form of output", { input: "hi", text: { format: { type: "text" }, verbosity: "medium" } }, { output: undefined }],
  ["JSON is one", { input: "hi", text: { format: { type: "json_object" } } }, { output: { kind: "json" } }],
  [
    "a schema is one",
    { input: "hi", text: { format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true } } },
    { output: { kind: "schema", name: "n", description: undefined, schema: { type: "object" }, strict: true } },
  ],
  ["the end user by either name", { input: "hi", safety_identifier: "u" }, { user: "u" }],
];

describe("reading a Responses request", () => {
  test.each(rows)("%s", (_rule, body, expected) => {
    const { value, lost } = responses.readRequest({ model: "openai/m", ...body }, asked);
    expect(value).toMatchObject(expected);
    for (const [name, one] of Object.entries(expected)) expect(value[name as keyof Conversation]).toEqual(one);
    expect(lost).toEqual([]);
  });

  test("takes model and stream from what is asked of the provider", () => {
    const { value } = responses.readRequest({ model: "openai/m", input: "", stream: false }, { model: "m", stream: true });
    expect(value).toMatchObject({ model: "m", stream: true });
  });

  test("does not lose what asks for nothing", () => {
    const body = {
      input: "hi",
      background: false,
      store: false,
      truncation: "disabled",
      metadata: {},
      include: [],
      service_tier: "auto",
      top_logprobs: 0,
      previous_response_id: null,
      stream_options: { include_obfuscation: false },
      reasoning: { effort: null },
      prompt: null,
    };
    expect(responses.readRequest(body, asked)).toMatchObject({ lost: [], value: { reasoning: undefined } });
  });
});
