/** What of a generateContent request does not cross, and what of another's does not arrive at Google. */
import type { Conversation, Part } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { asking, lossesOf, written } from "./frames.ts";

const settings = (generationConfig: object): object => asking({ generationConfig });
const part = (it: object): object => ({ contents: [{ role: "user", parts: [{ text: "hi" }, it] }] });
const tools = (...list: readonly object[]): object => asking({ tools: list });

describe("of Google's", () => {
  test.each<[object, string, string]>([
    [settings({ candidateCount: 2 }), "several-answers", "generationConfig.candidateCount"],
    [settings({ responseLogprobs: true }), "logprobs", "generationConfig.responseLogprobs"],
    [settings({ logprobs: 3 }), "logprobs", "generationConfig.logprobs"],
    [settings({ responseModalities: ["TEXT", "AUDIO"] }), "audio-output", "generationConfig.responseModalities"],
    [settings({ responseModalities: ["IMAGE"] }), "vendor-content", "generationConfig.responseModalities"],
    [settings({ speechConfig: { languageCode: "de" } }), "audio-output", "generationConfig.speechConfig"],
    [
      settings({ responseMimeType: "text/x.enum", responseSchema: { enum: ["a"] } }),
      "output-schema",
      "generationConfig.responseMimeType",
    ],
    [settings({ mediaResolution: "MEDIA_RESOLUTION_LOW" }), "other", "generationConfig.mediaResolution"],
    [settings({ thinkingConfig: { pace: 2 } }), "reasoning-settings", "generationConfig.thinkingConfig.pace"],
    [asking({ safetySettings: [{ category: "x" }] }), "safety", "safetySettings"],
    [asking({ cachedContent: "cachedContents/1" }), "stored-state", "cachedContent"],
    [asking({ continuationToken: "t" }), "stored-state", "continuationToken"],
    [asking({ labels: { a: "b" } }), "storage", "labels"],
    [asking({ store: true }), "storage", "store"],
    [asking({ service_tier: "flex" }), "service", "service_tier"],
    [asking({ constructor: 1 }), "other", "constructor"],
    [
      asking({ systemInstruction: { parts: [{ inlineData: { mimeType: "image/png", data: "A" } }] } }),
      "vendor-content",
      "systemInstruction.parts.0.inlineData",
    ],
    [tools({ googleSearch: {} }), "vendor-tools", "tools.0.googleSearch"],
    [tools({ functionDeclarations: [] }, { code_execution: {} }), "vendor-tools", "tools.1.code_execution"],
    [
      tools({ functionDeclarations: [{ name: "f", behavior: "NON_BLOCKING" }] }),
      "tool-settings",
      "tools.0.functionDeclarations.0.behavior",
    ],
    [
      tools({ functionDeclarations: [{ name: "f", response: { type: "STRING" } }] }),
      "tool-settings",
      "tools.0.functionDeclarations.0.response",
    ],
    [
      asking({ toolConfig: { functionCallingConfig: { mode: "VALIDATED" } } }),
      "tool-settings",
      "toolConfig.functionCallingConfig.mode",
    ],
    [asking({ toolConfig: { retrievalConfig: { languageCode: "de" } } }), "other", "toolConfig.retrievalConfig"],
    [
      part({ fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc" } }),
      "stored-file",
      "contents.0.parts.1.fileData",
    ],
    [part({ fileData: { fileUri: "gs://bucket/a.png" } }), "stored-file", "contents.0.parts.1.fileData"],
    [part({ fileData: { fileUri: "https://www.youtube.com/watch?v=1" } }), "vendor-content", "contents.0.parts.1.fileData"],
    [part({ inlineData: { mimeType: "video/mp4", data: "A" } }), "vendor-content", "contents.0.parts.1.inlineData"],
    [
      part({ inlineData: { mimeType: "image/png", data: "A", displayName: "a" } }),
      "other",
      "contents.0.parts.1.inlineData.displayName",
    ],
    [part({ executableCode: { code: "1" } }), "vendor-content", "contents.0.parts.1.executableCode"],
    [part({ codeExecutionResult: {} }), "vendor-content", "contents.0.parts.1.codeExecutionResult"],
    [part({ text: "x", videoMetadata: { fps: 1 } }), "other", "contents.0.parts.1.videoMetadata"],
    [part({ text: "x", thoughtSignature: "s" }), "reasoning", "contents.0.parts.1.thoughtSignature"],
    [
      part({ functionResponse: { name: "f", response: {}, scheduling: "SILENT" } }),
      "other",
      "contents.0.parts.1.functionResponse.scheduling",
    ],
    [
      { contents: [{ role: "model", parts: [{ text: "x" }, { inlineData: { mimeType: "image/png", data: "A" } }] }] },
      "vendor-content",
      "contents.0.parts.1.inlineData",
    ],
  ])("%j loses %s", (body, feature, field) => {
    expect(lossesOf(body)).toEqual([{ feature, field }]);
  });

  test.each<[object]>([
    [settings({ candidateCount: 1, responseLogprobs: false, logprobs: 0, speechConfig: {}, mediaResolution: null })],
    [asking({ safetySettings: [], cachedContent: "", labels: {}, store: false, tools: [], toolConfig: {}, anything: null })],
    [tools({ googleSearch: null, functionDeclarations: [{ name: "f", behavior: "BLOCKING" }] })],
    [part({})],
  ])("%j loses nothing", (body) => {
    expect(lossesOf(body)).toEqual([]);
  });
});

describe("of another vendor's", () => {
  const turn = (...parts: readonly Part[]): Partial<Conversation> => ({
    turns: [{ role: "user", parts: [{ kind: "text", text: "x" }, ...parts] }],
  });
  const signature = { dialect: "anthropic", value: "s" };

  test.each<[string, Partial<Conversation>, string, string]>([
    ["a call of none", { toolChoice: "required" }, "tool-settings", "toolChoice"],
    ["one call at a time", { parallelTools: false }, "tool-settings", "parallelTools"],
    ["a strict tool", { tools: [{ name: "f", strict: true }] }, "tool-settings", "tools.0.strict"],
    ["who the end user is", { user: "u" }, "storage", "user"],
    ["a sixth stop sequence", { stop: ["1", "2", "3", "4", "5", "6"] }, "stop-sequences", "stop"],
    ["a seed of more than 32 bits", { seed: 2 ** 40 }, "seed", "seed"],
    ["an effort beyond high", { reasoning: { effort: "xhigh" } }, "reasoning-settings", "reasoning.effort"],
    [
      "an effort of a model that does not think",
      { model: "gemini-2.0-flash", reasoning: { effort: "low" } },
      "reasoning-settings",
      "reasoning.effort",
    ],
    [
      "no effort of a model that has to think",
      { model: "gemini-2.5-pro", reasoning: { effort: "none" } },
      "reasoning-settings",
      "reasoning.effort",
    ],
    [
      "no effort of the newest",
      { model: "gemini-3-pro", reasoning: { effort: "none" } },
      "reasoning-settings",
      "reasoning.effort",
    ],
    ["a budget below the least", { model: "gemini-2.5-pro", reasoning: { budget: 1 } }, "reasoning-settings", "reasoning.budget"],
    [
      "how closely to look at an image",
      turn({ kind: "image", detail: "low", source: { kind: "data", mediaType: "image/png", base64: "A" } }),
      "other",
      "turns.0.parts.1.detail",
    ],
    [
      "the name of a document",
      turn({ kind: "document", name: "a", source: { kind: "text", text: "A" } }),
      "other",
      "turns.0.parts.1.name",
    ],
    [
      "an address of nobody knows what",
      turn({ kind: "image", source: { kind: "url", url: "https://x.io/a" } }),
      "image-address",
      "turns.0.parts.1",
    ],
    ["another vendor's reasoning", turn({ kind: "reasoning", text: "r", signature }), "reasoning", "turns.0.parts.1"],
    ["reasoning without a signature", turn({ kind: "reasoning", text: "r" }), "reasoning", "turns.0.parts.1"],
    [
      "another vendor's signature of a call",
      turn({ kind: "call", id: "a", name: "f", arguments: "{}", signature }),
      "reasoning",
      "turns.0.parts.1.signature",
    ],
    [
      "arguments that are no object",
      turn({ kind: "call", id: "a", name: "f", arguments: "[1" }),
      "other",
      "turns.0.parts.1.arguments",
    ],
    [
      "a system message in the middle",
      {
        turns: [
          { role: "user", parts: [{ kind: "text", text: "x" }] },
          { role: "system", parts: [{ kind: "text", text: "y" }] },
        ],
      },
      "other",
      "turns.1.role",
    ],
    [
      "an image in a result",
      turn({
        kind: "result",
        id: "a",
        name: "f",
        parts: [{ kind: "image", source: { kind: "data", mediaType: "image/png", base64: "A" } }],
      }),
      "result-image",
      "turns.0.parts.1.parts.0",
    ],
  ])("%s", (_name, conversation, feature, field) => {
    expect(written(conversation).lost).toEqual([{ feature, field }]);
  });
});
