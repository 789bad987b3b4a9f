/** What is held for a call is never less than what it can cost. */
import { callOf, exchangeOf, type TestRequest } from "@headgate/testkit";
import { bytesBody, bytesSource } from "@headgate/wire";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPrices } from "../src/prices/prices.ts";

const prices = createPrices({ "m/m": { input: 1, output: 1_000_000, context: 50_000, maxOutput: 500 } });
const head = { model: "m/m", messages: [] };

/** Tokens: a nano-dollar is a thousandth of one that was read and a billionth of one that was written. */
function mostOf(request: TestRequest): { readonly input: number; readonly output: number } {
  const x = exchangeOf(request);
  const most = prices.most(x, callOf(x, { provider: "m", model: "m" }))!;
  return { input: Math.round((most % 1e9) / 1000), output: Math.floor(most / 1e9) };
}

describe("the most that may be written", () => {
  test.each<readonly [string, string, object, number]>([
    ["what the model can, when nothing is asked", "chat", {}, 500],
    ["what is asked", "chat", { max_tokens: 7 }, 7],
    ["what is asked by the newer name", "chat", { max_completion_tokens: 7 }, 7],
    ["the larger of two", "chat", { max_completion_tokens: 7, max_tokens: 9 }, 9],
    ["nothing", "chat", { max_tokens: 0 }, 0],
    ["no more than the model can", "chat", { max_tokens: 1e9 }, 500],
    ["no more than the model can, whatever is asked", "chat", { max_tokens: "7" }, 500],
    ["what a negative wish leaves", "chat", { max_tokens: -1 }, 500],
    ["what a null leaves", "chat", { max_tokens: null }, 500],
    ["not what another operation would obey", "chat", { max_output_tokens: 1 }, 500],
    ["what responses obey", "responses", { max_output_tokens: 7, max_tokens: 1 }, 7],
    ["what messages obey", "messages", { max_tokens: 7 }, 7],
    ["what Gemini obeys", "generate", { generationConfig: { maxOutputTokens: 7 } }, 7],
    ["what Gemini obeys, by its other spelling", "generate", { generation_config: { max_output_tokens: 7 } }, 7],
    ["as many candidates as are asked for", "generate", { generationConfig: { maxOutputTokens: 7, candidateCount: 3 } }, 21],
    ["not what only Gemini would obey", "chat", { generationConfig: { maxOutputTokens: 7 } }, 500],
    ["all there is, where nobody knows what is obeyed", "unknown", { max_tokens: 7 }, 500],
    ["as many answers as are asked for", "chat", { max_tokens: 7, n: 3 }, 21],
    ["as many as are made", "completions", { max_tokens: 7, n: 2, best_of: 5 }, 35],
    ["one answer at least", "chat", { max_tokens: 7, n: -1e308 }, 7],
    ["an answer to each prompt", "completions", { max_tokens: 7, prompt: ["a", "b", "c"] }, 21],
    ["one answer to a prompt of tokens", "completions", { max_tokens: 7, prompt: [1, 2, 3] }, 7],
    ["one answer to no prompts", "completions", { max_tokens: 7, prompt: [] }, 7],
  ])("is %s", (_what, operation, json, output) => {
    expect(mostOf({ operation, json: { ...head, ...json } }).output).toBe(output);
  });
});

describe("the most that may be read", () => {
  const size = (json: object): number => JSON.stringify(json).length;
  const said = (text: string): object => ({ ...head, max_output_tokens: 0, messages: [{ role: "user", content: text }] });
  const window = 50_000;

  test.each<readonly [string, object, (json: object) => number]>([
    ["a byte for each token", said("Hello"), size],
    ["no more than the window", said("x".repeat(60_000)), () => window],
    ["what a provider says of tools besides", { ...said("a"), tools: [] }, (json) => size(json) + 1024],
    ["the window, with an earlier turn", { ...said("a"), previous_response_id: "resp_1" }, () => window],
    ["the window, with a conversation", { ...said("a"), conversation: "c" }, () => window],
    ["the window, with a stored prompt", { ...said("a"), prompt: { id: "p" } }, () => window],
    ["a byte for each token of a prompt", { ...said("a"), prompt: "p" }, size],
    [
      "the window, with an image",
      { ...head, max_output_tokens: 0, messages: [{ content: [{ image_url: { url: "https://a.b/c.png" } }] }] },
      () => window,
    ],
    ["the window, with a file", { ...head, max_output_tokens: 0, input: [{ type: "input_file", file_id: "f" }] }, () => window],
    [
      "the window, with a file's own bytes",
      {
        ...head,
        max_output_tokens: 0,
        input: [{ type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA" } }],
      },
      () => window,
    ],
    ["the window, with a server of tools", { ...said("a"), mcp_servers: [{ url: "https://a.b" }] }, () => window],
    ["a byte for each token of a text about images", said('an "image_url" and a "file_id"'), size],
    ["it once for each answer", { ...said("a"), n: 2 }, (json) => 2 * size(json)],
  ])("is %s", (_what, json, tokens) => {
    expect(mostOf({ operation: "responses", json })).toEqual({ input: tokens(json), output: 0 });
  });

  test.each<readonly [string, object]>([
    ["OpenAI's search", { type: "web_search" }],
    ["OpenAI's search in files", { type: "file_search", vector_store_ids: ["v"] }],
    ["a server of tools", { type: "mcp", server_url: "https://a.b" }],
    ["Anthropic's search", { type: "web_search_20250305", name: "web_search" }],
    ["Gemini's search", { googleSearch: {} }],
    ["Gemini's search beside functions", { functionDeclarations: [], google_search: {} }],
    ["one that nobody knows", { type: "telescope" }],
  ])("is the window with a tool that the provider runs: %s", (_what, tool) => {
    expect(mostOf({ operation: "responses", json: { ...said("a"), tools: [tool] } }).input).toBe(window);
  });

  test.each<readonly [string, object]>([
    ["OpenAI's", { type: "function", function: { name: "f" } }],
    ["OpenAI's, in free form", { type: "custom", name: "f" }],
    ["Anthropic's", { name: "f", input_schema: {} }],
    ["Anthropic's own kinds", { type: "bash_20250124", name: "bash" }],
    ["Gemini's", { functionDeclarations: [{ name: "f" }] }],
  ])("is the body with a tool that the client runs: %s", (_what, tool) => {
    const json = { ...said("a"), tools: [tool] };
    expect(mostOf({ operation: "responses", json }).input).toBe(size(json) + 1024);
  });

  test.each([0, 2000])("is the window for an image whose name is written in escapes, in a body of %d bytes and more", (bytes) => {
    const text = JSON.stringify({ ...said("x".repeat(bytes)), input: [{ type: "image\u005furl" }] });
    const hidden = text.replace("image\u005furl", "im\\u0061ge\\u005Fur\\u006c");
    expect(mostOf({ operation: "responses", body: bytesBody(Buffer.from(hidden)) }).input).toBe(window);
    const harmless = JSON.stringify(said(`${"x".repeat(bytes)}é<`)).replace("é<", "\\u00e9\\u003c\\n");
    expect(mostOf({ operation: "responses", body: bytesBody(Buffer.from(harmless)) }).input).toBe(harmless.length);
  });

  test.each([
    ["embeddings", { input: Array(3).fill("x".repeat(40_000)) }],
    ["moderations", { input: Array(3).fill("x".repeat(40_000)) }],
    [
      "batch_embed_contents",
      { requests: ["a", "b", "c"].map((text) => ({ content: { parts: [{ text: text.repeat(40_000) }] } })) },
    ],
  ])("of %s is the window once for each text", (operation, many) => {
    const json = { model: "m/m", ...many };
    expect(mostOf({ operation, json }).input).toBe(size(json));
  });

  test("is the window for a body that nobody has read", () => {
    const body = { size: 3, open: () => bytesSource(new Uint8Array(3)) };
    expect(mostOf({ body })).toEqual({ input: window, output: 500 });
  });
});

test("a model without a price has no most", () => {
  const x = exchangeOf();
  expect(prices.most(x, callOf(x, { model: "what" }))).toBeUndefined();
});

test("numbers beyond all bounds stay numbers", () => {
  for (const json of [
    { n: 1e308, max_tokens: 1e308 },
    { best_of: 1e308, prompt: Array(100).fill("a") },
  ]) {
    const x = exchangeOf({ operation: "completions", json: { model: "openai/gpt-4", ...json } });
    const most = prices.most(x, callOf(x))!;
    expect(Number.isFinite(most) && most > 1e9).toBe(true);
  }
});

/** The simulator counts four characters to a token; no tokenizer makes more of a text than its bytes. */
const countings = [(text: string) => Math.ceil(text.length / 4), (text: string) => new TextEncoder().encode(text).length];

test("what is held covers every text and every answer", () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 200 }), { minLength: 1, maxLength: 20 });
  const covers = (said: readonly string[], wrote: number): void => {
    const x = exchangeOf({ json: { ...head, messages: said.map((content) => ({ role: "user", content })) } });
    const call = callOf(x, { provider: "m", model: "m" });
    for (const count of countings) {
      const units = { input: said.reduce((sum, text) => sum + count(text), 0), output: Math.min(wrote, 500) };
      expect(prices.most(x, call)).toBeGreaterThanOrEqual(prices.cost(call, "chat", units)!);
    }
  };
  fc.assert(fc.property(texts, fc.nat(600), covers));
});
