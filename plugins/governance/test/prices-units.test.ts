/** What is held for calls that are not counted in tokens, and what is not held where nothing bounds it. */
import { callOf, exchangeOf } from "@headgate/testkit";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAssumedPrices, createPrices } from "../src/prices/prices.ts";

const prices = createPrices({
  "m/m": { image: 0.02, page: 0.001, character: 0.000_01, second: 0.0001, searchUnit: 0.002 },
  "m/both": { image: 0.02, input: 1, output: 1, context: 1000, maxOutput: 10 },
  "m/tokens": { input: 1, output: 0, context: 100 },
});

function mostOf(operation: string, json: object, model = "m", by = prices): number | undefined {
  const x = exchangeOf({ operation, json: { model: `m/${model}`, ...json } });
  return by.most(x, callOf(x, { provider: "m", model }));
}

const image = 20_000_000;
const page = 1_000_000;
const url = "https://a.b/c";

test.each<readonly [string, string, object, number | undefined]>([
  ["each character of what is to be said", "speech", { input: "Hello" }, 50_000],
  ["no less than a character for a pair of surrogates", "speech", { input: "🙂" }, 20_000],
  ["unknown where nobody can tell what is to be said", "speech", { input: ["Hello"] }, undefined],
  ["one image where none is asked for", "image_generations", { prompt: "p" }, image],
  ["as many images as are asked for", "image_generations", { prompt: "p", n: 3 }, 3 * image],
  ["an image more than a broken number", "image_generations", { prompt: "p", n: 2.5 }, 3 * image],
  ["unknown for a number that is none", "image_generations", { prompt: "p", n: "2" }, undefined],
  ["unknown for a document", "ocr", { document: { type: "document_url", document_url: url } }, undefined],
  ["the pages that are named", "ocr", { document: { type: "document_url", document_url: url }, pages: [0, 4] }, 2 * page],
  ["one page of an image", "ocr", { document: { type: "image_url", image_url: url } }, page],
  ["unknown for pages named by a text", "ocr", { document: {}, pages: "0-9" }, undefined],
  ["a search for few documents", "rerank", { query: "q", documents: ["a", "b"] }, 2_000_000],
  ["a search for each hundred documents", "rerank", { query: "q", documents: Array(150).fill("a") }, 4_000_000],
  ["searches for long documents", "rerank", { query: "q", documents: ["x".repeat(100_000)] }, 6_000_000],
  ["unknown without documents", "rerank", { query: "q" }, undefined],
  ["nothing where tokens are only counted", "input_tokens", { input: "Hello" }, 0],
  ["unknown for what this price is not for", "chat", { messages: [] }, undefined],
  ["unknown for what nothing bounds", "transcriptions", {}, undefined],
])("the most is %s", (_what, operation, json, most) => {
  expect(mostOf(operation, json)).toBe(most);
});

test("both are held where both are paid for", () => {
  const json = { prompt: "p" };
  const size = JSON.stringify({ model: "m/both", ...json }).length;
  expect(mostOf("image_generations", json, "both")).toBe(image + (size + 10) * 1000);
});

test("where documents are paid for in tokens, each is read with the query, and no more of it than fits", () => {
  const few = { query: "four", documents: ["a", "b"] };
  const size = JSON.stringify({ model: "m/tokens", ...few }).length;
  expect(mostOf("rerank", few, "tokens")).toBe((size + 8) * 1000);
  expect(mostOf("rerank", { query: "q".repeat(500), documents: ["a", "b"] }, "tokens")).toBe(200_000);
});

describe("assumed", () => {
  test("is as many tokens as there can be, where nothing bounds it", () => {
    const assumed = createAssumedPrices({ "*": { page: 1, input: 1, output: 1, context: 100, maxOutput: 10 } });
    const json = { document: { type: "document_url", document_url: url } };
    expect(mostOf("ocr", json, "m", assumed)).toBe(110_000);
    expect(mostOf("ocr", { ...json, pages: [1] }, "m", assumed)).toBe(1_000_110_000);
  });
});

test("what is held covers what is counted", () => {
  const texts = fc.string({ unit: "binary", maxLength: 300 });
  const covers = (input: string): void => {
    const units = { characters: Array.from(input).length };
    expect(mostOf("speech", { input })).toBeGreaterThanOrEqual(prices.cost({ provider: "m", model: "m" }, "speech", units)!);
  };
  fc.assert(fc.property(texts, covers));
});
