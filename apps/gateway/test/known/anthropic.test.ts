/** Every known provider of the Anthropic dialect is asked where it listens, with its key in its header and the version it wants. */
import { expect, test } from "vitest";
import { type Expected, headersOf, namesOf, open, secret } from "./scene.ts";

const rows: readonly Expected[] = [
  { name: "anthropic", origin: "https://api.anthropic.com", path: "/v1/messages", key: ["x-api-key", secret] },
];

const message = { id: "m", type: "message", role: "assistant", model: "m", stop_reason: "end_turn", stop_sequence: null };
const usage = { input_tokens: 1, output_tokens: 1 };
const whole = { body: { ...message, content: [{ type: "text", text: "Hello" }], usage } };
const event = (type: string, more: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}`;
const events = [
  event("message_start", { message: { ...message, content: [], stop_reason: null, usage } }),
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hello" } }),
  event("content_block_stop", { index: 0 }),
  event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 1 } }),
  event("message_stop"),
];

test.each(rows)("$name", async (row) => {
  const { origin, path, streamPath = path, key } = row;
  const scene = await open(row, [whole, { events }]);
  expect(scene.origin).toBe(origin);
  const body = { model: "it/m", max_tokens: 5, messages: [{ role: "user", content: "Hello" }] };
  const answers = [await scene.ask("/v1/messages", body), await scene.ask("/v1/messages", { ...body, stream: true })];
  expect(answers.map(({ status, text }) => [status, text.includes("Hello")])).toEqual([
    [200, true],
    [200, true],
  ]);
  const agreed = {
    "content-type": "application/json",
    "user-agent": "headgate",
    "anthropic-version": "2023-06-01",
    [key[0]]: key[1],
  };
  expect(scene.asked().map((each) => [each.method, each.path, headersOf(each), each.json])).toEqual([
    ["POST", path, agreed, { ...body, model: "m" }],
    ["POST", streamPath, agreed, { ...body, model: "m", stream: true }],
  ]);
});

test("none of the catalogue is left out", () => {
  expect(rows.map(({ name }) => name)).toEqual(namesOf("anthropic"));
});
