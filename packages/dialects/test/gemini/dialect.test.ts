/** Where Gemini's operations are asked for, and where they go. */
import { gemini } from "@headgate/dialects";
import { describe, expect, test } from "vitest";

const operationOf = (name: string): (typeof gemini.operations)[number] =>
  gemini.operations.find((operation) => operation.name === name)!;

describe("the rest of the path says what is asked", () => {
  test.each([
    ["gemini-2.5-flash:generateContent", "generate", { model: "gemini-2.5-flash", stream: false }],
    ["gemini-2.5-flash:streamGenerateContent", "generate", { model: "gemini-2.5-flash", stream: true }],
    ["gemini-2.5-flash%3AgenerateContent", "generate", { model: "gemini-2.5-flash", stream: false }],
    ["openai/gpt-4o:generateContent", "generate", { model: "openai/gpt-4o", stream: false }],
    ["openai%2Fgpt-4o:generateContent", "generate", { model: "openai/gpt-4o", stream: false }],
    ["ollama/llama3:8b:streamGenerateContent", "generate", { model: "ollama/llama3:8b", stream: true }],
    ["%C3%A9t%C3%A9:generateContent", "generate", { model: "été", stream: false }],
    ["gemini-2.5-flash:countTokens", "count_tokens", { model: "gemini-2.5-flash", stream: false }],
    ["text-embedding-004:embedContent", "embed_content", { model: "text-embedding-004", stream: false }],
    ["text-embedding-004:batchEmbedContents", "batch_embed_contents", { model: "text-embedding-004", stream: false }],
  ])("%s is %s", (rest, name, expected) => {
    const found = gemini.operations.filter((operation) => operation.asked!(rest) !== undefined);
    expect(found.map((operation) => operation.name)).toEqual([name]);
    expect(operationOf(name).asked!(rest)).toEqual(expected);
  });

  test.each([
    "",
    ":generateContent",
    "gemini",
    "gemini:",
    "gemini:predict",
    "gemini:constructor",
    "gemini:__proto__",
    "%:generateContent",
  ])("%j is nothing of ours", (rest) => {
    expect(gemini.operations.map((operation) => operation.asked!(rest))).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test.each([
  ["generate", "gemini-2.5-flash", false, "/v1beta/models/gemini-2.5-flash:generateContent"],
  ["generate", "gemini-2.5-flash", true, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"],
  ["generate", "../a/b?c#d", false, "/v1beta/models/..%2Fa%2Fb%3Fc%23d:generateContent"],
  ["generate", "\ud800", false, "/v1beta/models/%EF%BF%BD:generateContent"],
  ["count_tokens", "gemini-2.5-flash", false, "/v1beta/models/gemini-2.5-flash:countTokens"],
  ["embed_content", "text-embedding-004", false, "/v1beta/models/text-embedding-004:embedContent"],
  ["batch_embed_contents", "text-embedding-004", false, "/v1beta/models/text-embedding-004:batchEmbedContents"],
])("%s of %j goes to its own path", (name, model, stream, path) => {
  const { upstreamPath } = operationOf(name);
  expect(typeof upstreamPath === "function" && upstreamPath({ model, stream })).toBe(path);
});

test("clients post it below /genai and at the root, some without models/", () => {
  const paths = ["/genai/v1beta/models/*", "/v1beta/models/*", "/genai/v1beta/*", "/v1beta/*"];
  for (const operation of gemini.operations) expect(operation.paths).toEqual(paths);
});

test.each([
  ["generate", "contents", undefined],
  ["count_tokens", "contents", ["generateContentRequest"]],
  ["embed_content", "content", undefined],
  ["batch_embed_contents", "requests", undefined],
])("%s requires %s", (name, field, unless) => {
  expect(operationOf(name).required).toMatchObject([{ name: field, ...(unless ? { unless } : {}) }]);
});

test("only generation streams and crosses vendors", () => {
  const able = gemini.operations.filter(({ stream, format }) => stream ?? format).map(({ name }) => name);
  expect(able).toEqual(["generate"]);
});

test("a provider key travels in Google's own header", () => {
  expect(gemini.authorization("AIza-1")).toEqual(["x-goog-api-key", "AIza-1"]);
});

test.each([
  [
    { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 },
    { input: 7, output: 5 },
  ],
  [
    { promptTokenCount: 7, candidatesTokenCount: 5, thoughtsTokenCount: 20, cachedContentTokenCount: 4 },
    { input: 7, output: 25, cache_read: 4, reasoning: 20 },
  ],
  [{ promptTokenCount: 7, toolUsePromptTokenCount: 3 }, { input: 10 }],
  [
    { promptTokenCount: 7, thoughtsTokenCount: 3 },
    { input: 7, output: 3, reasoning: 3 },
  ],
  [
    { promptTokenCount: 0, candidatesTokenCount: 0 },
    { input: 0, output: 0 },
  ],
  [{ promptTokenCount: "7", candidatesTokenCount: null }, {}],
])("usage %j comes to %j", (found, units) => {
  for (const operation of gemini.operations) {
    expect(operation.usageField).toBe("usageMetadata");
    expect(operation.usage(found)).toEqual(units);
  }
});
