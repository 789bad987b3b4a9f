/** OpenAI's usage objects in the gateway's units. */
import { expect, test } from "vitest";
import { operationOf } from "../frames.ts";

const chat = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

test.each([
  ["chat", chat, { input: 10, output: 5 }],
  ["completions", chat, { input: 10, output: 5 }],
  ["embeddings", { prompt_tokens: 8, total_tokens: 8 }, { input: 8 }],
  ["responses", { input_tokens: 4, output_tokens: 2 }, { input: 4, output: 2 }],
  ["chat", { prompt_tokens: 0, completion_tokens: 0 }, { input: 0, output: 0 }],
  ["chat", {}, {}],
  ["chat", { prompt_tokens: null, completion_tokens: "5" }, {}],
  ["chat", { ...chat, prompt_tokens_details: { cached_tokens: 0 } }, { input: 10, output: 5, cache_read: 0 }],
  [
    "chat",
    {
      ...chat,
      prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 2 },
    },
    { input: 10, output: 5, cache_read: 3, cache_write: 1, reasoning: 2 },
  ],
  [
    "responses",
    { input_tokens: 4, input_tokens_details: { cached_tokens: 1 }, output_tokens_details: { reasoning_tokens: 0 } },
    { input: 4, cache_read: 1, reasoning: 0 },
  ],
  ["responses", { prompt_tokens: 4 }, {}],
])("%s: %j comes to %j", (operation, found, units) => {
  expect(operationOf(operation).usage(found)).toEqual(units);
});
