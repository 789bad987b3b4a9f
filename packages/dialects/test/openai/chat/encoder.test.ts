/** Events as the Chat stream of a client. */
import { refuse } from "@headgate/core";
import type { AnswerEvent, Telling } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import { describe, expect, test } from "vitest";
import { chat } from "./bodies.ts";
import { data, meanings, payloads, readerOf } from "../../frames.ts";

const about: Telling = { model: "openai/m", created: 7, usage: false, request: {} };
const start: AnswerEvent = { type: "start", id: "msg_1", model: "claude", units: { input: 5, cache_read: 1 } };
const text: AnswerEvent = { type: "text", text: 'Hi "you"\n' };
const calls: readonly AnswerEvent[] = [
  { type: "call", id: "a", name: "f" },
  { type: "arguments", text: '{"x":' },
  { type: "arguments", text: "1}" },
  { type: "call", id: "b", name: "g" },
  { type: "arguments", text: "{}" },
];
const ending = (reason: "end" | "length" | "calls" | "filtered"): readonly AnswerEvent[] => [
  { type: "stop", stop: { reason } },
  { type: "units", units: { output: 3, reasoning: 0 } },
  { type: "end" },
];

function encode(events: readonly AnswerEvent[], telling: Partial<Telling> = {}): string {
  const encoder = chat.createEncoder({ ...about, ...telling });
  return events.map((event) => encoder.write(event)).join("");
}
/** What each frame adds, and its reason. */
function steps(stream: string): readonly unknown[] {
  return payloads(stream.replace("data: [DONE]\n\n", "")).map(([, { choices }]) => {
    const [choice] = choices as { delta: object; finish_reason: string | null }[];
    return choice?.finish_reason ?? choice?.delta;
  });
}
const role = (content: string | null): object => ({ role: "assistant", content, refusal: null });

describe("a stream of", () => {
  test.each<[string, readonly AnswerEvent[], readonly unknown[]]>([
    ["text", [start, text, text, ...ending("end")], [role(""), { content: text.text }, { content: text.text }, "stop"]],
    [
      "a refusal",
      [start, { type: "refusal", text: "No" }, ...ending("filtered")],
      [role(null), { refusal: "No" }, "content_filter"],
    ],
    [
      "reasoning",
      [
        start,
        { type: "reasoning", text: "R" },
        { type: "signature", signature: { dialect: "x", value: "y" } },
        text,
        ...ending("length"),
      ],
      [role(null), { reasoning_content: "R" }, { content: text.text }, "length"],
    ],
    [
      "calls, numbered from 0",
      [start, ...calls, ...ending("calls")],
      [
        role(null),
        { tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] },
        { tool_calls: [{ index: 0, function: { arguments: "1}" } }] },
        { tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } }] },
        { tool_calls: [{ index: 1, function: { arguments: "{}" } }] },
        "tool_calls",
      ],
    ],
    ["nothing", [start, ...ending("end")], [role(""), "stop"]],
  ])("%s", (_name, events, expected) => {
    const stream = encode(events);
    expect(steps(stream)).toEqual(expected);
    expect(stream).toMatch(/data: \[DONE\]\n\n$/);
  });

  test("one call, for a client that knows functions and no tools", () => {
    const stream = encode([start, ...calls, ...ending("calls")], { request: { functions: [{ name: "f" }] } });
    expect(steps(stream)).toEqual([
      role(null),
      { function_call: { name: "f", arguments: "" } },
      { function_call: { arguments: '{"x":' } },
      { function_call: { arguments: "1}" } },
      "function_call",
    ]);
  });
});

test("every frame has the same identity, and the client's own name of the model", () => {
  const found = payloads(encode([start, text, ...ending("end")]).replace("data: [DONE]\n\n", ""));
  for (const [event, frame] of found) {
    expect(event).toBe("");
    expect(frame).toMatchObject({ id: "chatcmpl-msg_1", object: "chat.completion.chunk", created: 7, model: "openai/m" });
    expect(frame).not.toHaveProperty("usage");
  }
});

test("tells the usage right before the end when it was asked for, and in all frames that it will", () => {
  const stream = encode([start, text, ...ending("end")], { usage: true });
  const frames = payloads(stream.replace("data: [DONE]\n\n", "")).map(([, frame]) => frame);
  expect(frames.slice(0, -1).map(({ usage }) => usage)).toEqual([null, null, null]);
  const usage = {
    prompt_tokens: 5,
    completion_tokens: 3,
    total_tokens: 8,
    prompt_tokens_details: { cached_tokens: 1 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
  expect(frames.at(-1)).toMatchObject({ id: "chatcmpl-msg_1", choices: [], usage });
});

test("tells no usage that it does not know", () => {
  const stream = encode([{ ...start, units: undefined }, text, { type: "stop", stop: { reason: "end" } }, { type: "end" }], {
    usage: true,
  });
  expect(payloads(stream.replace("data: [DONE]\n\n", "")).map(([, { usage }]) => usage)).toEqual([null, null, null]);
});

test("tells the stop sequence that was met beside the reason", () => {
  expect(encode([start, { type: "stop", stop: { reason: "end", sequence: "END" } }])).toContain(
    '"finish_reason":"stop","stop_reason":"END"}',
  );
});

test("fails with a bare error and without the terminator", () => {
  const encoder = chat.createEncoder(about);
  encoder.write(start);
  const failure = encoder.fail(refuse({ code: "upstream_error", status: 502, message: "gone" }));
  expect(failure).toBe(data({ error: { message: "gone", type: "server_error", param: null, code: "upstream_error" } }));
  expect(meanings(readerOf("chat"), encode([start, text]) + failure).at(-1)).toBe("error");
});

test.each<[string, readonly AnswerEvent[]]>([
  ["text", [text, text]],
  [
    "reasoning and a refusal",
    [
      { type: "reasoning", text: "R" },
      { type: "refusal", text: "No" },
    ],
  ],
  ["text and calls", [text, ...calls]],
])("what it writes of %s is read again as it was", (_name, parts) => {
  const stop: AnswerEvent = { type: "stop", stop: { reason: parts.some(({ type }) => type === "call") ? "calls" : "end" } };
  const events = [
    { type: "start", id: "chatcmpl-1", model: "openai/m" },
    ...parts,
    stop,
    { type: "units", units: { input: 5, output: 3 } },
    { type: "end" },
  ] as AnswerEvent[];
  const decoder = chat.createDecoder();
  const read: AnswerEvent[] = [];
  new Frames(10_000).push(Buffer.from(encode(events, { usage: true })), (frame) => read.push(...decoder.read(frame)));
  expect(read).toEqual(events);
});
