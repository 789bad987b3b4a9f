/** A provider's Chat stream as events. */
import { type AnswerEvent, Unreadable } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chat } from "./chat-bodies.ts";
import { data } from "./frames.ts";

const done = "data: [DONE]\n\n";
const start = { type: "start", id: "chatcmpl-1", model: "m" };

/** The events of these bytes, cut where `cuts` says. */
function decode(stream: string, cuts: readonly number[] = []): readonly AnswerEvent[] {
  const decoder = chat.createDecoder();
  const frames = new Frames(1_000_000);
  const bytes = Buffer.from(stream);
  const all: AnswerEvent[] = [];
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  edges.slice(1).forEach((end, at) => frames.push(bytes.subarray(edges[at], end), (frame) => all.push(...decoder.read(frame))));
  all.push(...decoder.finish());
  return all;
}
function delta(fields: object | null, more: object = {}): string {
  return data({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta: fields, finish_reason: null, ...more }],
  });
}
const finish = (reason: string, more: object = {}): string => delta({}, { finish_reason: reason, ...more });
const fragment = (index: number | undefined, text: string, more: object = {}): object => ({
  index,
  function: { arguments: text },
  ...more,
});
const opened = (index: number | undefined, id: string, name: string, text = ""): object => ({
  index,
  id,
  type: "function",
  function: { name, arguments: text },
});
const calls = (...tool_calls: readonly object[]): string => delta({ tool_calls });
const text = (said: string): object => ({ type: "text", text: said });
const called = (id: string, name: string, ...pieces: readonly string[]): readonly object[] => [
  { type: "call", id, name },
  ...pieces.map((piece) => ({ type: "arguments", text: piece })),
];
const ended = (reason: string): readonly object[] => [{ type: "stop", stop: { reason } }, { type: "end" }];
const role = delta({ role: "assistant", content: "", refusal: null });

describe("a stream of", () => {
  test.each<[string, string, readonly object[]]>([
    [
      "text",
      role + delta({ content: "Hi" }) + delta({ content: " you" }) + finish("stop"),
      [text("Hi"), text(" you"), ...ended("end")],
    ],
    ["a comment and a delta of null", `: ping\n\n${delta(null)}${finish("stop")}`, ended("end")],
    ["a refusal", delta({ refusal: "No" }) + finish("stop"), [{ type: "refusal", text: "No" }, ...ended("end")]],
    [
      "reasoning",
      delta({ reasoning_content: "R" }) + delta({ reasoning: "S" }) + delta({ content: "Hi" }) + finish("length"),
      [{ type: "reasoning", text: "R" }, { type: "reasoning", text: "S" }, text("Hi"), ...ended("length")],
    ],
    ["Mistral's parts", delta({ content: [{ type: "text", text: "Hi" }] }) + finish("stop"), [text("Hi"), ...ended("end")]],
    [
      "a call",
      role + calls(opened(0, "a", "f")) + calls(fragment(0, '{"x"')) + calls(fragment(0, ":1}")) + finish("tool_calls"),
      [...called("a", "f", '{"x"', ":1}"), ...ended("calls")],
    ],
    [
      "a call whose id is told again and again",
      calls(opened(0, "a", "f", "{")) + calls(opened(0, "a", "f", "}")) + finish("stop"),
      [...called("a", "f", "{", "}"), ...ended("calls")],
    ],
    [
      "a call without arguments",
      calls(opened(0, "a", "f")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...ended("calls")],
    ],
    [
      "a whole call in one event",
      calls(opened(0, "a", "f", '{"x":1}')) + finish("tool_calls"),
      [...called("a", "f", '{"x":1}'), ...ended("calls")],
    ],
    [
      "calls one after the other",
      calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g")) + calls(fragment(1, "{}")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
    ],
    [
      "calls in one event",
      calls(opened(0, "a", "f", "{}"), opened(1, "b", "g", "{}")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
    ],
    [
      "mixed calls",
      calls(opened(0, "a", "f")) +
        calls(opened(1, "b", "g", '{"y')) +
        calls(fragment(0, '{"x":')) +
        calls(fragment(1, '":2}')) +
        calls(fragment(0, "1}")) +
        finish("tool_calls"),
      [...called("a", "f", '{"x":', "1}"), ...called("b", "g", '{"y":2}'), ...ended("calls")],
    ],
    [
      "a call without arguments before another",
      calls(opened(0, "a", "f")) + calls(opened(1, "b", "g", "{}")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
    ],
    [
      "calls whose numbers begin at 1",
      calls(opened(1, "a", "f", "{}")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...ended("calls")],
    ],
    [
      "calls that all have the number 0",
      calls(opened(0, "a", "f", "{}")) + calls(opened(0, "b", "f", "{}")) + finish("tool_calls"),
      [...called("a", "f", "{}"), ...called("b", "f", "{}"), ...ended("calls")],
    ],
    [
      "calls without numbers",
      calls(opened(undefined, "a", "f", "{")) + calls(fragment(undefined, "}")) + finish("tool_calls"),
      [...called("a", "f", "{", "}"), ...ended("calls")],
    ],
    [
      "a call without an id",
      calls(opened(0, "", "f", "{}")) + finish("tool_calls"),
      [...called("call_chatcmpl-1_0", "f", "{}"), ...ended("calls")],
    ],
    [
      "a call of a function",
      delta({ function_call: { name: "f", arguments: "" } }) +
        delta({ function_call: { arguments: "{}" } }) +
        finish("function_call"),
      [...called("call_chatcmpl-1_0", "f", "{}"), ...ended("calls")],
    ],
    [
      "text after a whole call",
      calls(opened(0, "a", "f", "{}")) + delta({ content: "Hi" }) + finish("stop"),
      [...called("a", "f", "{}"), text("Hi"), ...ended("calls")],
    ],
    [
      "text in the middle of a call",
      calls(opened(0, "a", "f", "{")) + delta({ content: "Hi" }) + calls(fragment(0, "}")) + finish("stop"),
      [...called("a", "f", "{", "}"), text("Hi"), ...ended("calls")],
    ],
    [
      "blanks after a whole call",
      calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g", "{}")) + calls(fragment(0, " ")) + finish("stop"),
      [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
    ],
    ["what the filter stopped", finish("content_filter"), ended("filtered")],
    [
      "a stop sequence",
      finish("stop", { stop_reason: "END" }),
      [{ type: "stop", stop: { reason: "end", sequence: "END" } }, { type: "end" }],
    ],
    [
      "text and its usage",
      delta({ content: "Hi" }) + finish("stop") + data({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } }),
      [text("Hi"), { type: "stop", stop: { reason: "end" } }, { type: "units", units: { input: 3, output: 0 } }, { type: "end" }],
    ],
    [
      "usage in every event",
      delta({ content: "Hi" }).replace("}\n", ',"usage":{"completion_tokens":1}}\n') +
        finish("stop").replace("}\n", ',"usage":{"completion_tokens":2}}\n'),
      [text("Hi"), { type: "stop", stop: { reason: "end" } }, { type: "units", units: { output: 2 } }, { type: "end" }],
    ],
    [
      "a second choice",
      delta({ content: "B" }, { index: 1 }) + delta({ content: "Hi" }) + finish("stop"),
      [text("Hi"), ...ended("end")],
    ],
    [
      "the filter's findings first, without an id",
      data({ id: "", choices: [], prompt_filter_results: [] }) + delta({ content: "Hi" }) + finish("stop"),
      [text("Hi"), ...ended("end")],
    ],
    ["nothing after the terminator", finish("stop") + done + delta({ content: "Hi" }), ended("end")],
    ["text without a reason", delta({ content: "Hi" }), [text("Hi"), ...ended("end")]],
  ])("%s", (_name, stream, events) => {
    expect(decode(stream + done)).toEqual([start, ...events]);
    // Where no terminator is sent, its end is the end.
    expect(decode(stream)).toEqual([start, ...events]);
  });

  test("calls, as far as they can be told", () => {
    const decoder = chat.createDecoder();
    const told: number[] = [];
    const stream = calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g", "{")) + calls(fragment(1, "}"));
    new Frames(1000).push(Buffer.from(stream), (frame) => told.push(decoder.read(frame).length));
    expect(told).toEqual([3, 2, 1]);
  });
});

test.each<[string, string, string]>([
  ["damaged JSON", "data: {\n\n", "data: found"],
  ["a list", "data: []\n\n", "data: found a list, expected a chat completion chunk"],
  ["choices of a text", data({ choices: "x" }), 'choices: found "x"'],
  ["a delta of a text", delta("x" as never), 'choices.0.delta: found "x"'],
  ["content of a number", delta({ content: 1 }), "choices.0.delta.content: found 1"],
  ["a failure told as an ending", finish("error"), "choices.0.finish_reason"],
  [
    "a call that goes on after its end",
    calls(opened(0, "a", "f", "{}"), opened(1, "b", "g")) + calls(fragment(0, "x")),
    "choices.0.delta.tool_calls",
  ],
  ["a call that never gets a name", calls(fragment(0, "{}")), "found a call without a name"],
])("%s is unreadable", (_name, stream, message) => {
  expect(() => decode(stream)).toThrow(Unreadable);
  expect(() => decode(stream)).toThrow(message);
});

test("wherever the bytes are cut, the events are the same", () => {
  const stream =
    role +
    delta({ content: "Grüße 👋" }) +
    calls(opened(0, "a", "f", "{"), opened(1, "b", "g", "{}")) +
    calls(fragment(0, "}")) +
    finish("tool_calls") +
    done;
  const whole = decode(stream);
  fc.assert(
    fc.property(fc.array(fc.nat()), (cuts) => {
      expect(decode(stream, cuts)).toEqual(whole);
    }),
  );
});
