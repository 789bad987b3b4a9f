/** Operations on files: what they ask for, how they are streamed, and what they use. */
import type { Usage } from "@headgate/core";
import { openai } from "@headgate/dialects";
import { expect, test } from "vitest";
import { event, meanings, operationOf, readerOf } from "../frames.ts";

type Members = Readonly<Record<string, unknown>>;
const reading = (from: Members) => (name: string) => from[name];
const told = (units: Usage["units"]): Usage => ({ estimated: false, units });
const tokens = {
  type: "tokens",
  input_tokens: 14,
  input_token_details: { audio_tokens: 14, cached_tokens: 3 },
  output_tokens: 45,
};

test.each<readonly [string, string, Members, Members, Usage]>([
  ["seconds as told", "transcriptions", { usage: { type: "duration", seconds: 3 }, duration: 2.5 }, {}, told({ seconds: 3 })],
  ["tokens as told", "transcriptions", { usage: tokens }, {}, told({ input: 14, output: 45, cache_read: 3 })],
  ["the duration of a verbose answer", "transcriptions", { duration: 2.5 }, {}, told({ seconds: 2.5 })],
  ["a duration in words", "translations", { duration: "2.5" }, {}, told({ seconds: 2.5 })],
  ["no time for silence", "translations", { duration: 0 }, {}, told({ seconds: 0 })],
  ["nothing known of a plain text", "transcriptions", {}, {}, { estimated: true, units: {} }],
  ["nothing known of a duration that is none", "transcriptions", { duration: "long" }, {}, { estimated: true, units: {} }],
  ["the edits that came", "image_edits", { data: [{}, {}] }, {}, told({ images: 2 })],
  ["the variations that were asked for", "image_variations", {}, { n: 3 }, { estimated: true, units: { images: 3 } }],
])("%s (%s)", (_what, name, answer, asked, usage) => {
  expect(operationOf(name).measure!(reading(answer), reading(asked))).toEqual(usage);
});

test("a transcript ends with its last event", () => {
  const reader = readerOf("transcriptions");
  const text = event("transcript.text.delta", { delta: "Hi" }) + event("transcript.text.done", { text: "Hi", usage: tokens });
  expect(meanings(reader, text)).toEqual(["content", "end"]);
  expect(reader.usage).toEqual(tokens);
});

test.each([
  ["transcriptions", "only", true],
  ["translations", "only", false],
  ["image_edits", "also", true],
  ["image_variations", "only", false],
])("%s takes forms (%s); streams: %s", (name, form, streams) => {
  const { form: own, stream } = operationOf(name);
  expect([own, stream !== undefined]).toEqual([form, streams]);
});

test("no other operation takes a form", () => {
  expect(openai.operations.filter(({ form }) => form !== undefined)).toHaveLength(4);
});
