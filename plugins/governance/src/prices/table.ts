/** List prices of well-known models, as their makers published them. Data: when you change a row, change the version. */
import type { ModelPrice, UnitRates } from "./price.ts";

/** The day this selection was made. */
export const version = "2026-11-20";

type Sizes = readonly [context: number, maxOutput: number];
type Cache = readonly [read: number, write?: number];

function row(input: number, output: number, [context, maxOutput]: Sizes, [cacheRead, cacheWrite]: Cache | [] = []): ModelPrice {
  return { input, output, context, maxOutput, cacheRead, cacheWrite };
}

const gpt4: Sizes = [128_000, 16_384];
const gpt41: Sizes = [1_047_576, 32_768];
const gpt5: Sizes = [400_000, 128_000];
const reasoning: Sizes = [200_000, 100_000];
/** The most that OpenAI accepts in one request of many texts. */
const embedding: Sizes = [300_000, 0];
const claude3: Sizes = [200_000, 4096];
const claude35: Sizes = [200_000, 8192];
const claude4: Sizes = [200_000, 64_000];
const gemini: Sizes = [1_048_576, 65_536];

/** Models that are paid for in other units have no price in tokens. */
function per(rates: UnitRates): ModelPrice {
  return { ...row(0, 0, [0, 0]), ...rates };
}

/** Claude Sonnet with its window of a million tokens. */
const sonnet: ModelPrice = {
  ...row(3, 15, [1_000_000, 64_000], [0.3, 3.75]),
  long: { above: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 },
};

/** By the maker's name of the model; a dated name that is not listed is priced as the name without its date. */
export const table: Readonly<Record<string, ModelPrice>> = {
  "gpt-5": row(1.25, 10, gpt5, [0.125]),
  "gpt-5.1": row(1.25, 10, gpt5, [0.125]),
  "gpt-5-mini": row(0.25, 2, gpt5, [0.025]),
  "gpt-5-nano": row(0.05, 0.4, gpt5, [0.005]),
  "gpt-4.1": row(2, 8, gpt41, [0.5]),
  "gpt-4.1-mini": row(0.4, 1.6, gpt41, [0.1]),
  "gpt-4.1-nano": row(0.1, 0.4, gpt41, [0.025]),
  "gpt-4o": row(2.5, 10, gpt4, [1.25]),
  "gpt-4o-2024-05-13": row(5, 15, [128_000, 4096]),
  "gpt-4o-mini": row(0.15, 0.6, gpt4, [0.075]),
  "gpt-4-turbo": row(10, 30, [128_000, 4096]),
  "gpt-4": row(30, 60, [8192, 8192]),
  "gpt-3.5-turbo": row(0.5, 1.5, [16_385, 4096]),
  "gpt-3.5-turbo-instruct": row(1.5, 2, [4096, 4096]),
  o1: row(15, 60, reasoning, [7.5]),
  o3: row(2, 8, reasoning, [0.5]),
  "o3-mini": row(1.1, 4.4, reasoning, [0.55]),
  "o4-mini": row(1.1, 4.4, reasoning, [0.275]),
  "text-embedding-3-small": row(0.02, 0, embedding),
  "text-embedding-3-large": row(0.13, 0, embedding),
  "text-embedding-ada-002": row(0.1, 0, embedding),
  "claude-opus-4-5": row(5, 25, claude4, [0.5, 6.25]),
  "claude-opus-4-1": row(15, 75, [200_000, 32_000], [1.5, 18.75]),
  "claude-opus-4": row(15, 75, [200_000, 32_000], [1.5, 18.75]),
  "claude-sonnet-4-5": sonnet,
  "claude-sonnet-4": sonnet,
  "claude-haiku-4-5": row(1, 5, claude4, [0.1, 1.25]),
  "claude-3-7-sonnet": row(3, 15, [200_000, 128_000], [0.3, 3.75]),
  "claude-3-5-sonnet": row(3, 15, claude35, [0.3, 3.75]),
  "claude-3-5-haiku": row(0.8, 4, claude35, [0.08, 1]),
  "claude-3-opus": row(15, 75, claude3, [1.5, 18.75]),
  "claude-3-haiku": row(0.25, 1.25, claude3, [0.03, 0.3]),
  "gemini-2.5-pro": {
    ...row(1.25, 10, gemini, [0.125]),
    long: { above: 200_000, input: 2.5, output: 15, cacheRead: 0.25 },
  },
  "gemini-2.5-flash": row(0.3, 2.5, gemini, [0.03]),
  "gemini-2.5-flash-lite": row(0.1, 0.4, gemini, [0.01]),
  "gemini-2.0-flash": row(0.1, 0.4, [1_048_576, 8192], [0.025]),
  "mistral-large": row(2, 6, [131_072, 131_072]),
  "mistral-small": row(0.1, 0.3, [131_072, 131_072]),
  "deepseek-chat": row(0.28, 0.42, [131_072, 8192], [0.028]),
  "deepseek-reasoner": row(0.28, 0.42, [131_072, 65_536], [0.028]),
  "llama-3.3-70b-versatile": row(0.59, 0.79, [131_072, 32_768]),
  "llama-3.1-8b-instant": row(0.05, 0.08, [131_072, 131_072]),
  "omni-moderation": row(0, 0, [0, 0]),
  "text-moderation": row(0, 0, [0, 0]),
  "tts-1": per({ character: 15e-6 }),
  "tts-1-hd": per({ character: 30e-6 }),
  "whisper-1": per({ second: 0.006 / 60 }),
  "rerank-v3.5": per({ searchUnit: 0.002 }),
  "rerank-english-v3.0": per({ searchUnit: 0.002 }),
  "rerank-multilingual-v3.0": per({ searchUnit: 0.002 }),
};
