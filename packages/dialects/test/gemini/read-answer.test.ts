/** Whole answers of Google's, read. */
import { type Answer, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { format } from "./frames.ts";

const answered = (list: readonly object[], finishReason: string | undefined = "STOP", top: object = {}): object => ({
  candidates: [{ content: { parts: list, role: "model" }, finishReason, index: 0 }],
  modelVersion: "gemini-2.5-flash",
  responseId: "r1",
  ...top,
});
const call = (more: object = {}): object => ({ functionCall: { name: "f", ...more } });

describe("parts", () => {
  test.each<[string, readonly object[], Answer["parts"]]>([
    ["text in pieces", [{ text: "a" }, { text: "" }, { text: "b" }], [{ kind: "text", text: "ab" }]],
    [
      "thoughts before text",
      [
        { text: "h", thought: true },
        { text: "m", thought: true, thoughtSignature: "s" },
        { text: "x", thoughtSignature: "t" },
      ],
      [
        { kind: "reasoning", text: "hm", signature: { dialect: "gemini", value: "s" } },
        { kind: "text", text: "x" },
      ],
    ],
    ["a call without arguments", [call({ id: "a" })], [{ kind: "call", id: "a", name: "f", arguments: "{}" }]],
    [
      "calls without ids, signed",
      [{ ...call({ args: { b: 1, a: 2 } }), thoughtSignature: "s" }, call({ args: {} })],
      [
        { kind: "call", id: "call_r1_0", name: "f", arguments: '{"b":1,"a":2}', signature: { dialect: "gemini", value: "s" } },
        { kind: "call", id: "call_r1_1", name: "f", arguments: "{}" },
      ],
    ],
    [
      "what Google ran itself",
      [{ executableCode: { code: "1" } }, { codeExecutionResult: {} }, { text: "x" }],
      [{ kind: "text", text: "x" }],
    ],
    ["nothing", [], []],
  ])("%s", (_name, list, parts) => {
    expect(format.readAnswer(answered(list))).toMatchObject({ id: "r1", model: "gemini-2.5-flash", parts });
    expect(format.readAnswer(answered(list)).parts).toHaveLength(parts.length);
  });

  test("calls of an answer without an id are told apart by what they say", () => {
    const id = (args: object): unknown =>
      (format.readAnswer(answered([call({ args })], "STOP", { responseId: null })).parts[0] as { id: string }).id;
    expect(id({ a: 1 })).toMatch(/^call_[a-z0-9]+_0$/);
    expect(id({ a: 1 })).toBe(id({ a: 1 }));
    expect(id({ a: 1 })).not.toBe(id({ a: 2 }));
  });
});

describe("the reason to stop", () => {
  test.each([
    ["STOP", "end"],
    ["OTHER", "end"],
    ["FINISH_REASON_UNSPECIFIED", "end"],
    [undefined, "end"],
    ["A_NEW_ONE", "end"],
    ["MAX_TOKENS", "length"],
    ["CONTINUATION", "length"],
    ["SAFETY", "filtered"],
    ["RECITATION", "filtered"],
    ["LANGUAGE", "filtered"],
    ["BLOCKLIST", "filtered"],
    ["PROHIBITED_CONTENT", "filtered"],
    ["SPII", "filtered"],
    ["IMAGE_SAFETY", "filtered"],
  ])("%s is %s", (finishReason, reason) => {
    const body = answered([{ text: "x" }]) as { candidates: { finishReason?: string | undefined }[] };
    body.candidates[0]!.finishReason = finishReason;
    expect(format.readAnswer(body).stop).toEqual({ reason });
  });

  test.each(["STOP", "MAX_TOKENS"])("calls win over %s", (reason) => {
    expect(format.readAnswer(answered([call()], reason)).stop).toEqual({ reason: "calls" });
  });

  test.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"])("%s is a failure", (reason) => {
    expect(() => format.readAnswer(answered([], reason))).toThrow(Unreadable);
  });

  test("a prompt that was refused is an answer that was filtered", () => {
    const body = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 3 }, responseId: "r" };
    expect(format.readAnswer(body)).toEqual({ id: "r", model: "", parts: [], stop: { reason: "filtered" }, units: { input: 3 } });
  });
});

test.each<[unknown]>([
  [null],
  [{}],
  [{ candidates: [] }],
  [{ candidates: "x" }],
  [{ error: { code: 500 } }],
  [{ candidates: [{ content: "x" }] }],
  [answered([{ text: 1 }])],
  [answered([{ functionCall: {} }])],
  [answered([call({ args: "x" })])],
  [answered([{ inlineData: { mimeType: "image/png", data: "A" } }])],
])("%j is no answer", (body) => {
  expect(() => format.readAnswer(body)).toThrow(Unreadable);
});
