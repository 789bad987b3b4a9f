/** A value of the wrong type is refused in JSON's own words, and in the same ones by every format. */
import { anthropic, type Dialect, type Format, gemini, openai } from "@headgate/dialects";
import { describe, expect, test } from "vitest";

const formats: readonly (readonly [name: string, dialect: Dialect, operation: string, list: string])[] = [
  ["Messages", anthropic, "messages", "messages"],
  ["generateContent", gemini, "generate", "contents"],
  ["Chat", openai, "chat", "messages"],
  ["Responses", openai, "responses", "input"],
];

function readerOf(dialect: Dialect, operation: string): Format["readRequest"] {
  return dialect.operations.find(({ name }) => name === operation)!.format!.readRequest;
}

describe.each(formats)("%s", (_name, dialect, operation, list) => {
  const read = readerOf(dialect, operation);
  const asked = { model: "m", stream: false };

  test.each([
    [undefined, "nothing"],
    [null, "null"],
    [true, "true"],
    [-1.5, "-1.5"],
    ["robot", '"robot"'],
    ["x".repeat(41), `"${"x".repeat(40)}…"`],
    [[], "an array"],
  ])("reads no body from %j", (body, found) => {
    expect(() => read(body, asked)).toThrow(`body: found ${found}, expected an object`);
  });

  test.each([
    [undefined, "nothing"],
    [7, "7"],
    [false, "false"],
  ])("reads no conversation from %j", (value, found) => {
    expect(() => read({ [list]: value }, asked)).toThrow(
      new RegExp(`^${list}: found ${found}, expected (a string or )?an array`),
    );
  });
});

describe("a field of the wrong type", () => {
  const text = [{ role: "user", content: "Hi" }];
  const parts = [{ parts: [{ text: "Hi" }] }];

  test.each<readonly [Dialect, string, object, string]>([
    [anthropic, "messages", { messages: text, temperature: "hot" }, 'temperature: found "hot", expected a number'],
    [openai, "chat", { messages: text, temperature: "hot" }, 'temperature: found "hot", expected a number'],
    [openai, "responses", { input: text, temperature: "hot" }, 'temperature: found "hot", expected a number'],
    [
      gemini,
      "generate",
      { contents: parts, generationConfig: { seed: {} } },
      "generationConfig.seed: found an object, expected a number",
    ],
    [openai, "chat", { messages: text, parallel_tool_calls: 1 }, "parallel_tool_calls: found 1, expected a boolean"],
    [openai, "responses", { input: text, parallel_tool_calls: 1 }, "parallel_tool_calls: found 1, expected a boolean"],
    [anthropic, "messages", { messages: text, stop_sequences: [null] }, "stop_sequences.0: found null, expected a string"],
    [openai, "chat", { messages: text, stop: [null] }, "stop.0: found null, expected a string"],
  ])("%# is named with what it should be", (dialect, operation, body, message) => {
    expect(() => readerOf(dialect, operation)(body, { model: "m", stream: false })).toThrow(message);
  });
});
