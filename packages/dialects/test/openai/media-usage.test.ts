/** What is used where tokens are not all that is paid for. */
import type { Usage } from "@headgate/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationOf } from "../frames.ts";

type Members = Readonly<Record<string, unknown>>;

function used(name: string, answer: Members, asked: Members = {}): Usage | undefined {
  const reading = (from: Members) => (member: string) => (Object.hasOwn(from, member) ? from[member] : undefined);
  return operationOf(name).measure!(reading(answer), reading(asked));
}
const told = (units: Usage["units"]): Usage => ({ estimated: false, units });
const guessed = (units: Usage["units"]): Usage => ({ estimated: true, units });
const tokens = { input_tokens: 4, output_tokens: 100, total_tokens: 104 };

test.each<readonly [string, string, Members, Members, Usage]>([
  ["characters", "speech", {}, { input: "Hello" }, told({ characters: 5 })],
  ["characters as people count them", "speech", {}, { input: "🙂é\ud83d" }, told({ characters: 3 })],
  [
    "tokens too, where it tells them",
    "speech",
    { usage: tokens },
    { input: "Hi" },
    told({ characters: 2, input: 4, output: 100 }),
  ],
  ["nothing known of no text", "speech", {}, {}, guessed({})],
  ["the images that came", "image_generations", { data: [{}, {}] }, { n: 3 }, told({ images: 2 })],
  ["and their tokens", "image_generations", { data: [{}], usage: tokens }, {}, told({ images: 1, input: 4, output: 100 })],
  ["tokens of the last event", "image_generations", { usage: tokens }, { n: 2 }, told({ images: 2, input: 4, output: 100 })],
  ["the images that were asked for", "image_generations", {}, { n: 3 }, guessed({ images: 3 })],
  ["one image, unless a number says otherwise", "image_generations", {}, { n: "x" }, guessed({ images: 1 })],
  ["tokens as told", "moderations", { usage: { prompt_tokens: 7 } }, { input: "Hello" }, told({ input: 7 })],
  ["tokens as they may be", "moderations", {}, { input: "Hello, hello" }, guessed({ input: 4 })],
  ["searches, as Cohere says", "rerank", { meta: { billed_units: { search_units: 2 } } }, {}, told({ search_units: 2 })],
  ["tokens, as Jina says", "rerank", { usage: { total_tokens: 38 } }, {}, told({ input: 38 })],
  ["tokens, as others say", "rerank", { usage: { prompt_tokens: 37, total_tokens: 38 } }, {}, told({ input: 37 })],
  ["an explicit zero", "rerank", { meta: { billed_units: { search_units: 0 } } }, {}, told({ search_units: 0 })],
  ["searches by the documents", "rerank", {}, { documents: Array(101).fill("a") }, guessed({ search_units: 2 })],
  ["pages as told", "ocr", { usage_info: { pages_processed: 3 }, pages: [] }, {}, told({ pages: 3 })],
  ["pages as they came", "ocr", { pages: [{}, {}] }, {}, guessed({ pages: 2 })],
  ["a page at least", "ocr", {}, {}, guessed({ pages: 1 })],
  ["nothing for a count", "input_tokens", { input_tokens: 12 }, {}, told({})],
])("%s: %s", (_what, name, answer, asked, usage) => {
  expect(used(name, answer, asked)).toEqual(usage);
});

describe("any JSON is survived", () => {
  const names = ["speech", "image_generations", "moderations", "rerank", "ocr", "input_tokens"];
  const any = fc.record(
    Object.fromEntries(
      ["usage", "usage_info", "meta", "data", "pages", "n", "input", "documents"].map((name) => [name, fc.jsonValue()]),
    ),
    { requiredKeys: [] },
  );
  test.each(names)("by %s", (name) => {
    fc.assert(
      fc.property(any, any, (answer, asked) => {
        for (const count of Object.values(used(name, answer, asked)!.units)) expect(typeof count).toBe("number");
      }),
    );
  });
});
