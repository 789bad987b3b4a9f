/** What calls cost, to the nano-dollar. */
import type { Usage } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { createAssumedPrices, createPrices } from "../src/prices/prices.ts";
import { table, version } from "../src/prices/table.ts";

const prices = createPrices({});
const at = (model: string, provider = "openai"): { provider: string; model: string } => ({ provider, model });

test.each<readonly [string, Usage["units"], number | undefined]>([
  ["gpt-4o", { input: 1_000_000, output: 0 }, 2_500_000_000],
  ["gpt-4o", { input: 1, output: 1 }, 12_500],
  ["gpt-4o", { input: 1000, output: 10, cache_read: 400 }, 600 * 2500 + 400 * 1250 + 10 * 10_000],
  ["gpt-4o", { input: 8, output: 20, reasoning: 15 }, 8 * 2500 + 20 * 10_000],
  ["gpt-4o-mini", { input: 19, output: 10 }, 19 * 150 + 10 * 600],
  ["gpt-4o-2024-05-13", { input: 1, output: 1 }, 20_000],
  ["gpt-4o-2024-11-20", { input: 1, output: 1 }, 12_500],
  ["gpt-4.1-nano", { input: 3, output: 0, cache_read: 3 }, 75],
  ["gpt-5-nano", { input: 1, output: 0, cache_read: 1 }, 5],
  ["o4-mini", { input: 0, output: 3 }, 13_200],
  ["text-embedding-3-small", { input: 1 }, 20],
  [
    "claude-3-5-sonnet-20241022",
    { input: 2100, output: 500, cache_read: 1000, cache_write: 1000 },
    100 * 3000 + 1000 * 300 + 1000 * 3750 + 500 * 15_000,
  ],
  ["claude-3-haiku", { input: 10, output: 0, cache_read: 10 }, 300],
  ["claude-sonnet-4-5", { input: 200_000, output: 1 }, 200_000 * 3000 + 15_000],
  ["claude-sonnet-4-5", { input: 200_001, output: 1 }, 200_001 * 6000 + 22_500],
  ["gemini-2.5-pro", { input: 300_000, output: 10, cache_read: 100_000 }, 200_000 * 2500 + 100_000 * 250 + 10 * 15_000],
  ["gpt-4o", { input: 0, output: 0 }, 0],
  ["gpt-4o", { output: 2 }, 20_000],
  ["gpt-4o", { seconds: 12 }, undefined],
  ["tts-1", { characters: 100 }, 1_500_000],
  ["tts-1-1106", { characters: 1 }, 15_000],
  ["tts-1-hd", { characters: 1, input: 5, output: 10 }, 30_000],
  ["tts-1", { input: 1, output: 1 }, undefined],
  ["whisper-1", { seconds: 1.5 }, 150_000],
  ["rerank-english-v3.0", { search_units: 2 }, 4_000_000],
  ["rerank-v3.5", { search_units: -1 }, 0],
  ["omni-moderation-latest", { input: 1000 }, 0],
  ["gpt-4o", {}, undefined],
  ["nobody-knows-it", { input: 1 }, undefined],
  ["constructor", { input: 1 }, undefined],
  ["-latest", { input: 1 }, undefined],
])("%s, %o", (model, units, cost) => {
  expect(prices.cost(at(model), "chat", units)).toBe(cost);
});

test.each<readonly [string, Usage["units"], number]>([
  ["more cached than there was", { input: 10, output: 0, cache_read: 50 }, 50 * 1250],
  ["negative counts", { input: -5, output: -5 }, 0],
  ["no number at all", { input: Number.NaN, output: 1 }, 10_000],
])("a provider that counts %s poisons nothing", (_what, units, cost) => {
  expect(prices.cost(at("gpt-4o"), "chat", units)).toBe(cost);
});

test("an endless count is still a number", () => {
  expect(prices.cost(at("gpt-4o"), "chat", { input: Infinity, output: Infinity })).toBeLessThan(1e19);
});

describe("an override", () => {
  const own = createPrices({
    "azure/gpt-4o": { input: 1 },
    "gpt-4o-mini": { output: 1, cacheRead: 0.0375 },
    "acme/large": { input: 0.1, output: 0.3, context: 1000, maxOutput: 100 },
    local: { input: 0, output: 0 },
    painter: { image: 0.04 },
    reader: { input: 1, output: 4, context: 1000, maxOutput: 100, page: 0.001 },
  });
  test.each([
    ["counts for its provider only", at("gpt-4o", "azure"), { input: 1, output: 1 }, 11_000],
    ["leaves the others as they are", at("gpt-4o"), { input: 1, output: 1 }, 12_500],
    ["of a model counts wherever it is served", at("gpt-4o-mini", "azure"), { input: 2, output: 1, cache_read: 2 }, 1075],
    ["is exact where binary fractions are not", at("large", "acme"), { input: 3, output: 3 }, 1200],
    ["of another provider's model is none", at("large"), { input: 1 }, undefined],
    ["may be for each of something else", at("painter"), { images: 3 }, 120_000_000],
    ["may be for that only", at("painter"), { input: 5, output: 5 }, undefined],
    ["may be for both", at("reader"), { input: 5, output: 5, pages: 2 }, 25_000 + 2_000_000],
    ["may be for either", at("reader"), { pages: 2 }, 2_000_000],
    ["may be free", at("local"), { input: 1e6, output: 1e6 }, 0],
  ])("%s", (_what, target, units, cost) => {
    expect(own.cost(target, "chat", units)).toBe(cost);
  });
  test("shows in the version", () => {
    expect([prices.version, own.version]).toEqual([version, `${version}+6`]);
  });
  test.each([
    [{ "acme/new": { input: 1 } }, 'governance.prices["acme/new"] lacks output, context, maxOutput: the table has no such model'],
    [{ new: { input: 0, output: 1, context: 5 } }, 'governance.prices["new"] lacks maxOutput'],
  ])("of an unknown model must be whole: %o", (overrides, message) => {
    expect(() => createPrices(overrides)).toThrow(message);
  });
});

test("what is not known can be assumed", () => {
  const units = { input: 10, output: 10 };
  expect(createAssumedPrices({}).cost(at("what"), "chat", units)).toBe(10 * 5000 + 10 * 25_000);
  expect(createAssumedPrices({ "*": { input: 1, output: 2 } }).cost(at("what"), "chat", units)).toBe(30_000);
  expect(createPrices({ "*": { input: 1 } }).cost(at("*"), "chat", units)).toBeUndefined();
});

test.each(Object.entries(table).filter(([, { context }]) => context > 0))(
  "the row of %s makes sense",
  (_model, { input, output, cacheRead, cacheWrite, context, maxOutput }) => {
    expect(input).toBeGreaterThan(0);
    expect(output === 0).toBe(maxOutput === 0);
    expect(cacheRead ?? 0).toBeLessThan(input);
    expect(cacheWrite ?? input).toBeGreaterThanOrEqual(input);
    expect(maxOutput).toBeLessThanOrEqual(context);
  },
);

test.each(Object.entries(table).filter(([, { context }]) => context === 0))(
  "the row of %s is free, or for another unit than tokens",
  (model, { input, output, maxOutput, cacheRead, cacheWrite, long, context: _context, ...units }) => {
    expect([input, output, maxOutput, cacheRead, cacheWrite, long]).toEqual([0, 0, 0, undefined, undefined, undefined]);
    expect(Object.keys(units)).toHaveLength(model.includes("moderation") ? 0 : 1);
  },
);
