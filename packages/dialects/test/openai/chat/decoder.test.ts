/** A provider's Chat stream as events. */
import { Unreadable } from "@headgate/dialects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calls, decode, delta, done, ended, finish, fragment, opened, role, start, text } from "./stream.ts";
import { data } from "../../frames.ts";

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
});

test.each<[string, string, string]>([
  ["damaged JSON", "data: {\n\n", "data: found"],
  ["a list", "data: []\n\n", "data: found an array, expected an object"],
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

test("texts that look alike are read as they were said", () => {
  const pieces = fc.array(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "\\", "\n", '"},"content":"', '"obfuscation":"')),
  );
  fc.assert(
    fc.property(pieces, fc.constantFrom({}, { logprobs: null }), fc.boolean(), (said, more, padded) => {
      const chunk = (piece: string, at: number): string =>
        delta({ content: piece }, more).replace(/\}\n\n$/, padded ? `,"obfuscation":"${"x".repeat(at)}"}\n\n` : "}\n\n");
      const expected = said.filter((piece) => piece !== "").map(text);
      const begun = said.length === 0 ? role : "";
      expect(decode(begun + said.map(chunk).join("") + finish("stop") + done)).toEqual([start, ...expected, ...ended("end")]);
    }),
  );
});

test.each([
  ["a reason to end", delta({ content: "C" }, { finish_reason: "length" }), [text("C"), ...ended("length")]],
  ["a refusal beside it", delta({ content: "C", refusal: "R" }), [text("C"), { type: "refusal", text: "R" }, ...ended("end")]],
  ["another choice", delta({ content: "C" }, { index: 1 }), ended("end")],
])("a text with %s is not taken for one like those before it", (_name, chunk, events) => {
  expect(decode(delta({ content: "A" }) + delta({ content: "B" }) + chunk + done)).toEqual([
    start,
    text("A"),
    text("B"),
    ...events,
  ]);
});
