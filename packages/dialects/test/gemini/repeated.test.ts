/** Where Gemini's bodies repeat the model, they name the one that the path does. */
import { gemini } from "@headgate/dialects";
import { expect, test } from "vitest";

const said = (operation: string, body: Readonly<Record<string, unknown>>): object =>
  gemini.operations.find(({ name }) => name === operation)!.repeats!((name) => body[name], "m");

const text = { parts: [{ text: "x" }] };

test.each([
  ["generate", { contents: [], model: "models/google/m" }, { model: "models/m" }],
  ["generate", { contents: [], model: "models/m" }, {}],
  ["generate", { contents: [] }, {}],
  ["generate", { model: 5 }, {}],
  ["embed_content", { model: "fast", content: text }, { model: "models/m" }],
  [
    "count_tokens",
    { generateContentRequest: { model: "models/google/m", contents: [text] } },
    { generateContentRequest: { model: "models/m", contents: [text] } },
  ],
  ["count_tokens", { generateContentRequest: { contents: [text] } }, {}],
  ["count_tokens", { generateContentRequest: null }, {}],
  [
    "batch_embed_contents",
    { requests: [{ model: "models/google/m", content: text, taskType: "X" }, { content: text }, 5, null, { model: 7 }] },
    { requests: [{ model: "models/m", content: text, taskType: "X" }, { content: text }, 5, null, { model: 7 }] },
  ],
  ["batch_embed_contents", { requests: [{ model: "models/m", content: text }] }, {}],
  ["batch_embed_contents", { requests: "x" }, {}],
])("%s %j", (operation, body, changed) => {
  expect(said(operation, body)).toEqual(changed);
});
