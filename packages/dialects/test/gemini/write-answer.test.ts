/** Whole answers for a client of Google's. */
import { type Answer, Unreadable } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { format, telling, thoughtful } from "./frames.ts";

describe("writing", () => {
  const answer: Answer = {
    id: "msg_1",
    model: "claude",
    parts: [{ kind: "text", text: "x" }],
    stop: { reason: "end" },
    units: undefined,
  };
  const wrote = (more: Partial<Answer>, about = telling): { candidates: Record<string, unknown>[] } & Record<string, unknown> =>
    format.writeAnswer({ ...answer, ...more }, about) as { candidates: Record<string, unknown>[] };

  test("text", () => {
    expect(wrote({})).toEqual({
      candidates: [{ content: { parts: [{ text: "x" }], role: "model" }, finishReason: "STOP", index: 0 }],
      modelVersion: "fast",
      responseId: "msg_1",
    });
  });

  test.each<[string, Partial<Answer>, readonly object[], string]>([
    ["nothing", { parts: [] }, [{ text: "" }], "STOP"],
    ["a cut", { stop: { reason: "length" } }, [{ text: "x" }], "MAX_TOKENS"],
    ["a filter", { stop: { reason: "filtered" }, parts: [] }, [{ text: "" }], "SAFETY"],
    ["a refusal", { parts: [{ kind: "refusal", text: "no" }] }, [{ text: "no" }], "SAFETY"],
    [
      "calls",
      { stop: { reason: "calls" }, parts: [{ kind: "call", id: "toolu_1", name: "f", arguments: '{"b":1}' }] },
      [{ functionCall: { id: "toolu_1", name: "f", args: { b: 1 } }, thoughtSignature: "skip_thought_signature_validator" }],
      "STOP",
    ],
    [
      "a call that broke off",
      {
        stop: { reason: "length" },
        parts: [
          { kind: "text", text: "x" },
          { kind: "call", id: "1", name: "f", arguments: '{"b":' },
        ],
      },
      [{ text: "x" }],
      "MAX_TOKENS",
    ],
    [
      "reasoning that nobody asked to see",
      {
        parts: [
          { kind: "reasoning", text: "hm" },
          { kind: "text", text: "x" },
        ],
      },
      [{ text: "x" }],
      "STOP",
    ],
  ])("%s", (_name, more, parts, finishReason) => {
    expect(wrote(more).candidates).toEqual([{ content: { parts, role: "model" }, finishReason, index: 0 }]);
  });

  test("reasoning, for a client that asked to see it, without another vendor's signature", () => {
    const parts: Answer["parts"] = [
      { kind: "reasoning", text: "a", signature: { dialect: "anthropic", value: "s" } },
      { kind: "reasoning", text: "b", signature: { dialect: "gemini", value: "s" } },
    ];
    expect(wrote({ parts }, thoughtful).candidates[0]).toMatchObject({
      content: {
        parts: [
          { text: "a", thought: true },
          { text: "b", thought: true, thoughtSignature: "s" },
        ],
      },
    });
    expect(JSON.stringify(wrote({ parts }, thoughtful))).not.toContain('"a","thought":true,"thoughtSignature"');
  });

  test("a call whose arguments are broken is a provider's failure", () => {
    expect(() => wrote({ parts: [{ kind: "call", id: "1", name: "f", arguments: "[" }] })).toThrow(Unreadable);
  });

  test.each<[Answer["units"], object | undefined]>([
    [undefined, undefined],
    [
      { input: 10, output: 5 },
      { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
    ],
    [
      { input: 10, output: 25, cache_read: 4, cache_write: 2, reasoning: 20 },
      { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 20, cachedContentTokenCount: 4, totalTokenCount: 35 },
    ],
    [
      { input: 0, output: 0 },
      { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 },
    ],
    [{ input: 3 }, { promptTokenCount: 3, totalTokenCount: 3 }],
  ])("units %j are told as %j", (units, usage) => {
    expect(wrote({ units })["usageMetadata"]).toEqual(usage);
  });

  test("what the format can say comes back as it was", () => {
    const parts: Answer["parts"] = [
      { kind: "reasoning", text: "hm", signature: { dialect: "gemini", value: "s" } },
      { kind: "text", text: "x" },
      { kind: "call", id: "a", name: "f", arguments: '{"b":1}', signature: { dialect: "gemini", value: "t" } },
      { kind: "call", id: "b", name: "g", arguments: "{}" },
    ];
    const whole: Answer = {
      id: "r",
      model: "fast",
      parts,
      stop: { reason: "calls" },
      units: { input: 3, output: 5, reasoning: 2, cache_read: 1 },
    };
    expect(format.readAnswer(format.writeAnswer(whole, thoughtful))).toEqual(whole);
  });
});
