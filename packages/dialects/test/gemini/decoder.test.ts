/** A provider's stream as events. */
import { type AnswerEvent, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { data } from "../frames.ts";
import { decoded, parts } from "./frames.ts";

const top = { modelVersion: "gemini-2.5-flash", responseId: "r1" };
const usage = (output: number): object => ({ ...top, usageMetadata: { promptTokenCount: 5, candidatesTokenCount: output } });
const start: AnswerEvent = { type: "start", id: "r1", model: "gemini-2.5-flash" };
const end = (reason: "end" | "length" | "calls" | "filtered" = "end"): readonly AnswerEvent[] => [
  { type: "stop", stop: { reason } },
  { type: "end" },
];
const finish = (reason = "STOP"): string => parts([{ text: "" }], { finishReason: reason });

describe("a provider's stream", () => {
  test.each<[string, string, readonly AnswerEvent[]]>([
    [
      "text",
      parts([{ text: "Hel" }], {}, top) + parts([{ text: "lo" }]) + finish(),
      [start, { type: "text", text: "Hel" }, { type: "text", text: "lo" }, ...end()],
    ],
    [
      "usage, told on every frame",
      parts([{ text: "a" }], {}, usage(0)) + parts([{ text: "b" }], { finishReason: "STOP" }, usage(2)),
      [
        { ...start, units: { input: 5, output: 0 } },
        { type: "text", text: "a" },
        { type: "text", text: "b" },
        { type: "stop", stop: { reason: "end" } },
        { type: "units", units: { input: 5, output: 2 } },
        { type: "end" },
      ],
    ],
    [
      "usage behind the end",
      parts([{ text: "a" }], { finishReason: "STOP" }, top) + data({ usageMetadata: { promptTokenCount: 5 } }),
      [
        start,
        { type: "text", text: "a" },
        { type: "stop", stop: { reason: "end" } },
        { type: "units", units: { input: 5 } },
        { type: "end" },
      ],
    ],
    [
      "thoughts, closed by their signature, then a signed call and another",
      parts([{ text: "h", thought: true }], {}, top) +
        parts([{ text: "m", thought: true, thoughtSignature: "s" }]) +
        parts([
          { functionCall: { name: "f", args: { a: 1 } }, thoughtSignature: "t" },
          { functionCall: { id: "x", name: "g" } },
        ]) +
        finish(),
      [
        start,
        { type: "reasoning", text: "h" },
        { type: "reasoning", text: "m" },
        { type: "signature", signature: { dialect: "gemini", value: "s" } },
        { type: "call", id: "call_r1_0", name: "f", signature: { dialect: "gemini", value: "t" } },
        { type: "arguments", text: '{"a":1}' },
        { type: "call", id: "x", name: "g" },
        { type: "arguments", text: "{}" },
        ...end("calls"),
      ],
    ],
    [
      "a signature that stands alone behind thoughts",
      parts([{ text: "h", thought: true }], {}, top) +
        parts([{ text: "", thought: true, thoughtSignature: "s" }]) +
        parts([{ text: "x", thoughtSignature: "t" }]) +
        finish(),
      [
        start,
        { type: "reasoning", text: "h" },
        { type: "signature", signature: { dialect: "gemini", value: "s" } },
        { type: "text", text: "x" },
        ...end(),
      ],
    ],
    [
      "a cut",
      parts([{ text: "a" }], { finishReason: "MAX_TOKENS" }, top),
      [start, { type: "text", text: "a" }, ...end("length")],
    ],
    ["a filter", data({ candidates: [{ finishReason: "SAFETY", index: 0 }], ...top }), [start, ...end("filtered")]],
    ["a refused prompt", data({ promptFeedback: { blockReason: "SAFETY" }, ...top }), [start, ...end("filtered")]],
    [
      "another candidate",
      parts([{ text: "a" }], {}, top) + parts([{ text: "b" }], { index: 1 }) + finish(),
      [start, { type: "text", text: "a" }, ...end()],
    ],
    ["a comment", `: ping\n\n${parts([{ text: "a" }], {}, top)}${finish()}`, [start, { type: "text", text: "a" }, ...end()]],
    ["nothing", "", [{ type: "start", id: "", model: "" }, ...end()]],
  ])("%s", (_name, frames, events) => {
    expect(decoded(frames)).toEqual(events);
    for (const size of [1, 2, 7, 64]) expect(decoded(frames, size)).toEqual(events);
    expect(decoded(frames.replaceAll("\n", "\r\n"), 3)).toEqual(events);
  });

  test.each([
    ["a call that the model has spoilt", finish("MALFORMED_FUNCTION_CALL")],
    ["a picture", parts([{ inlineData: { mimeType: "image/png", data: "A" } }])],
    ["no JSON", "data: x\n\n"],
    ["no object", "data: []\n\n"],
    ["an error", data({ error: { code: 500, message: "m" } })],
  ])("%s cannot be read", (_name, frames) => {
    expect(() => decoded(frames)).toThrow(Unreadable);
  });
});
