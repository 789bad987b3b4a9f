/** How long an answer is to be: OpenAI's two formats say it, the others are not told, and that is told. */
import { anthropic, type Format, gemini, openai, type Operation } from "@headgate/dialects";
import { expect, test } from "vitest";
import { conversation } from "../openai/chat/bodies.ts";

const formatOf = (operations: readonly Operation[], name: string): Format => operations.find((one) => one.name === name)!.format!;
const [chat, responses] = [formatOf(openai.operations, "chat"), formatOf(openai.operations, "responses")];
const asked = { model: "m", stream: false };

test.each([
  ["chat", chat, { messages: [{ role: "user", content: "Hi" }], verbosity: "low" }, { verbosity: "low" }],
  ["responses", responses, { input: "Hi", text: { verbosity: "low" } }, { text: { verbosity: "low" } }],
] as const)("%s reads and writes it", (_name, format, body, expected) => {
  const { value, lost } = format.readRequest({ model: "m", ...body }, asked);
  expect(lost).toEqual([]);
  expect(value.verbosity).toBe("low");
  expect(format.writeRequest(value)).toMatchObject({ body: expected, lost: [] });
});

test.each([
  ["anthropic", formatOf(anthropic.operations, "messages")],
  ["gemini", formatOf(gemini.operations, "generate")],
])("%s has no word for it", (_name, format) => {
  expect(format.writeRequest(conversation({ verbosity: "high" })).lost).toEqual([{ feature: "service", field: "verbosity" }]);
  expect(format.writeRequest(conversation({ verbosity: "medium" })).lost).toEqual([]);
});
