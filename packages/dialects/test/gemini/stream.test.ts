/** What each frame of Gemini's own streams means, and when one has ended. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { data, meanings } from "../frames.ts";
import { parts, readerOfGemini } from "./frames.ts";

const usage = (n: number): object => ({
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: n, totalTokenCount: 5 + n },
});
const say = (text: string, top: object = {}): string => parts([{ text }], {}, top);
const stop = parts([{ text: "" }], { finishReason: "STOP" });

describe("an event", () => {
  test.each([
    ["a comment", ": ping\n\n", "nothing"],
    ["a role", data({ candidates: [{ content: { role: "model" }, index: 0 }] }), "nothing"],
    ["an empty text", parts([{ text: "" }]), "nothing"],
    ["an empty thought", parts([{ text: "", thought: true }]), "nothing"],
    ["nothing but usage", data(usage(0)), "usage"],
    ["nothing but an id", data({ responseId: "r" }), "nothing"],
    ["no candidates, and usage", data({ candidates: [], ...usage(0) }), "usage"],
    ["text", say("x"), "content"],
    ["a thought", parts([{ text: "x", thought: true }]), "content"],
    ["a call", parts([{ functionCall: { name: "f" } }]), "content"],
    ["bytes", parts([{ inlineData: { mimeType: "image/png", data: "AA==" } }]), "content"],
    ["a signature", parts([{ text: "", thoughtSignature: "s" }]), "content"],
    ["a finish reason", data({ candidates: [{ finishReason: "MAX_TOKENS", index: 0 }] }), "content"],
    ["a refused prompt", data({ promptFeedback: { blockReason: "SAFETY" } }), "content"],
    ["a prompt that is not refused", data({ promptFeedback: { blockReason: "BLOCK_REASON_UNSPECIFIED" } }), "nothing"],
    ["an error", data({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }), "error"],
    ["an error of another kind", data({ error: "x" }), "error"],
    ["another vendor's terminator", "data: [DONE]\n\n", "malformed"],
    ["an array", "data: []\n\n", "malformed"],
    ["an array of frames", `data: [${say("x").slice(6, -2)}]\n\n`, "malformed"],
    ["damaged JSON", 'data: {"candidates":\n\n', "malformed"],
    ["candidates of another kind", data({ candidates: "x" }), "nothing"],
  ])("%s means %s, first and behind text alike where it can", (_name, frame, expected) => {
    expect(meanings(readerOfGemini(), frame)).toEqual([expected]);
    const later = meanings(readerOfGemini(), say("before") + frame)[1]!;
    expect(later === expected || (expected === "nothing" && later === "content")).toBe(true);
  });
});

test("an error tells its status and its wait, also behind text", () => {
  const reader = readerOfGemini();
  const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "2s" };
  const error = { code: 429, message: "m", status: "RESOURCE_EXHAUSTED", details: [retry] };
  expect(meanings(reader, say("x") + data({ error }))).toEqual(["content", "error"]);
  expect(reader.error).toMatchObject({ message: "m", type: "RESOURCE_EXHAUSTED", status: 429, retryAfterMs: 2000 });
});

describe("usage is cumulative: the last one wins", () => {
  test.each([
    ["on every frame", say("a", usage(1)) + say("b", usage(2)) + say("c", usage(3)), 3],
    ["not on the last", say("a", usage(1)) + say("b", usage(2)) + say("c"), 2],
    ["behind the end", say("a", usage(1)) + stop + data(usage(9)), 9],
    ["named by a text", say("a", usage(1)) + say("b", usage(2)) + say("usageMetadata"), 2],
    ["named by a call", say("a", usage(1)) + parts([{ functionCall: { name: "f", args: { usageMetadata: { x: 1 } } } }]), 1],
  ])("%s", (_name, frames, output) => {
    const reader = readerOfGemini();
    meanings(reader, frames);
    expect(reader.usage).toMatchObject({ candidatesTokenCount: output });
    expect(reader.usage).toMatchObject({ candidatesTokenCount: output });
  });
});

describe("it may end without a terminator", () => {
  const of = (index: number, more: object = {}): string =>
    data({ candidates: [{ content: { parts: [{ text: "x" }], role: "model" }, index, ...more }] });
  const spaced = 'data: {"candidates" : [ {"content": {"parts": [{"text": "x"}]}, "index" : 1} ]}\n\n';
  const both = data({ candidates: [0, 1].map((index) => ({ content: { parts: [{ text: "x" }] }, index })) });

  test.each([
    ["nothing", "", false],
    ["text", say("x"), false],
    ["text that names a reason", say("finishReason"), false],
    ["the end of the only candidate", say("x") + stop, true],
    ["usage behind it", say("x") + stop + data(usage(1)), true],
    ["a candidate without an index", data({ candidates: [{ finishReason: "STOP" }] }), true],
    ["an unspecified reason", data({ candidates: [{ finishReason: "FINISH_REASON_UNSPECIFIED" }] }), false],
    ["one of two candidates", of(0) + of(1) + of(0, { finishReason: "STOP" }), false],
    ["one of two, the other in a frame with blanks", of(0) + spaced + of(0, { finishReason: "STOP" }), false],
    ["one of two in one frame", of(0) + both + of(0, { finishReason: "STOP" }), false],
    ["both", of(0) + of(1) + of(1, { finishReason: "STOP" }) + of(0, { finishReason: "STOP" }), true],
    ["a refused prompt", data({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }), true],
  ])("after %s: %#", (_name, frames, finished) => {
    const reader = readerOfGemini();
    meanings(reader, frames);
    expect(reader.finished).toBe(finished);
  });
});

test("counts content events only", () => {
  const reader = readerOfGemini();
  meanings(reader, `: ping\n\n${parts([{ text: "" }])}${say("a")}${say("b")}${stop}${data(usage(1))}`);
  expect(reader.events).toBe(3);
});

test("survives any JSON", () => {
  fc.assert(
    fc.property(fc.array(fc.json(), { maxLength: 3 }), (values) => {
      const reader = readerOfGemini();
      meanings(reader, say("x") + values.map((value) => `data: ${value}\n\n`).join(""));
      expect(reader.events).toBeGreaterThan(0);
      expect(typeof reader.finished).toBe("boolean");
      expect(reader.usage ?? {}).toBeTypeOf("object");
    }),
  );
});
