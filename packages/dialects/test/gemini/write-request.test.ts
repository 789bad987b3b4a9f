/** How the rest of a conversation is written for Google. */
import type { Conversation } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { format, read, written } from "./frames.ts";

describe("settings", () => {
  const schema = { type: "object", properties: {} };

  test.each<[Partial<Conversation>, object]>([
    [{ system: ["a", "", "b"] }, { systemInstruction: { parts: [{ text: "a" }, { text: "b" }] } }],
    [
      { temperature: 0, topP: 1, topK: 2, maxOutput: 3, seed: 4 },
      { generationConfig: { temperature: 0, topP: 1, topK: 2, maxOutputTokens: 3, seed: 4 } },
    ],
    [{ presencePenalty: 1, frequencyPenalty: -1 }, { generationConfig: { presencePenalty: 1, frequencyPenalty: -1 } }],
    [{ stop: ["1", "2", "3", "4", "5", "6"] }, { generationConfig: { stopSequences: ["1", "2", "3", "4", "5"] } }],
    [{ stop: [] }, {}],
    [{ output: { kind: "json" } }, { generationConfig: { responseMimeType: "application/json" } }],
    [
      { output: { kind: "schema", name: "n", description: "d", schema, strict: true } },
      { generationConfig: { responseMimeType: "application/json", responseJsonSchema: { ...schema, description: "d" } } },
    ],
    [
      { tools: [{ name: "f", description: "d", parameters: schema }, { name: "g" }] },
      { tools: [{ functionDeclarations: [{ name: "f", description: "d", parametersJsonSchema: schema }, { name: "g" }] }] },
    ],
  ])("%j", (conversation, body) => {
    expect(written(conversation).body).toEqual({ contents: [{ role: "user", parts: [{ text: "hi" }] }], ...body });
  });

  test.each<[Conversation["toolChoice"], unknown]>([
    ["auto", { mode: "AUTO" }],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
    [{ name: "f" }, { mode: "ANY", allowedFunctionNames: ["f"] }],
  ])("the choice %j", (toolChoice, functionCallingConfig) => {
    expect(written({ tools: [{ name: "f" }], toolChoice }).body["toolConfig"]).toEqual({ functionCallingConfig });
    expect(written({ toolChoice }).body["toolConfig"]).toBeUndefined();
  });

  test.each<[string, NonNullable<Conversation["reasoning"]>, object | undefined]>([
    ["gemini-2.5-flash", { effort: "none" }, { thinkingBudget: 0 }],
    ["gemini-2.5-flash", { effort: "low" }, { thinkingBudget: 1024 }],
    ["gemini-2.5-flash", { effort: "medium", shown: true }, { includeThoughts: true, thinkingBudget: 8192 }],
    ["gemini-2.5-flash", { effort: "max" }, { thinkingBudget: 24_576 }],
    ["gemini-2.5-flash", { effort: "low", budget: 77 }, { thinkingBudget: 77 }],
    ["gemini-2.5-flash", { shown: false }, { includeThoughts: false }],
    ["gemini-2.5-pro", { effort: "none" }, { thinkingBudget: 128 }],
    ["gemini-2.5-pro", { budget: 64 }, { thinkingBudget: 128 }],
    ["gemini-3-pro", { effort: "medium" }, { thinkingLevel: "medium" }],
    ["gemini-3-pro", { effort: "high", budget: 77 }, { thinkingLevel: "high" }],
    ["gemini-3-pro", { budget: 77 }, { thinkingBudget: 77 }],
    ["gemini-3-pro", { effort: "none" }, { thinkingLevel: "minimal" }],
    ["gemini-2.0-flash", { effort: "high", shown: true }, undefined],
    ["gemma-3-27b", { budget: 5 }, undefined],
  ])("%s with %j", (name, reasoning, thinkingConfig) => {
    const config = written({ model: name, reasoning }).body["generationConfig"] as { thinkingConfig?: unknown } | undefined;
    expect(config?.thinkingConfig).toEqual(thinkingConfig);
  });
});

test("what the format can say comes back as it was", () => {
  const body = {
    contents: [
      {
        role: "user",
        parts: [
          { text: "look" },
          { inlineData: { mimeType: "image/png", data: "AA==" } },
          { fileData: { mimeType: "application/pdf", fileUri: "https://x.io/a" } },
        ],
      },
      {
        role: "model",
        parts: [
          { text: "hm", thought: true, thoughtSignature: "s" },
          { text: "so" },
          { functionCall: { id: "a", name: "f", args: { b: 1, a: null } }, thoughtSignature: "t" },
          { functionCall: { id: "b", name: "g", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { id: "a", name: "f", response: { output: "1" } } },
          { functionResponse: { id: "b", name: "g", response: { x: [1] } } },
          { text: "and?" },
        ],
      },
    ],
    systemInstruction: { parts: [{ text: "be brief" }] },
    tools: [
      {
        functionDeclarations: [
          { name: "f", description: "d", parametersJsonSchema: { type: "object", properties: {} } },
          { name: "g" },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } },
    generationConfig: {
      temperature: 1,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 100,
      stopSequences: ["x"],
      seed: 1,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseMimeType: "application/json",
      responseJsonSchema: { type: "object" },
      thinkingConfig: { includeThoughts: true, thinkingBudget: 512 },
    },
  };
  const { body: again, lost } = format.writeRequest(read(body));
  expect(again).toEqual(body);
  expect(lost).toEqual([]);
});
