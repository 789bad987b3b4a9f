/** What each frame of a Chat or Completions stream means. */
import { describe, expect, test } from "vitest";
import { data, meanings, readerOf } from "../frames.ts";

const delta = (fields: object, more: object = {}): string =>
  data({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: fields, finish_reason: null, ...more }] });
const text = (value: string | null): string => data({ choices: [{ index: 0, text: value, finish_reason: null }] });
const content = delta({ content: "Hi" });
const usage = { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 };

describe("before the first content of a chat stream", () => {
  test.each([
    ["a comment", ": ping\n\n", "nothing"],
    ["a blank line", "\n", "nothing"],
    ["an event line without data", "event: ping\n\n", "nothing"],
    ["a role-only delta", delta({ role: "assistant", content: "", refusal: null }), "nothing"],
    ["an empty delta", delta({}), "nothing"],
    ["a delta of null", data({ choices: [{ index: 0, delta: null }] }), "nothing"],
    ["an empty list of tool calls", delta({ tool_calls: [] }), "nothing"],
    ["no choices and null usage", data({ choices: [], usage: null }), "nothing"],
    ["no choices at all", data({ id: "c", prompt_filter_results: [] }), "nothing"],
    ["content", content, "content"],
    ["content beside a null usage", data({ choices: [{ delta: { content: "x" } }], usage: null }), "content"],
    ["content with CRLF line ends", content.replaceAll("\n", "\r\n"), "content"],
    ["content on two data lines", 'data: {"choices":\ndata: [{"delta":{"content":"x"}}]}\n\n', "content"],
    ["a refusal", delta({ refusal: "No" }), "content"],
    ["reasoning content", delta({ reasoning_content: "Hmm" }), "content"],
    ["reasoning under its other name", delta({ reasoning: "Hmm" }), "content"],
    ["the first fragment of a tool call", delta({ tool_calls: [{ index: 0, id: "t", function: { name: "f" } }] }), "content"],
    ["content of the second choice alone", data({ choices: [{ delta: {} }, { delta: { content: "x" } }] }), "content"],
    ["a finish reason", delta({}, { finish_reason: "stop" }), "content"],
    ["usage alone", data({ choices: [], usage }), "usage"],
    ["usage beside content", data({ choices: [{ delta: { content: "x" } }], usage }), "content"],
    ["the terminator", "data: [DONE]\n\n", "end"],
    ["the terminator without its space", "data:[DONE]\n\n", "end"],
    ["damaged JSON", 'data: {"choices":[\n\n', "malformed"],
    ["a JSON string", 'data: "hello"\n\n', "malformed"],
    ["a JSON array", "data: []\n\n", "malformed"],
    ["bare words", "data: overloaded\n\n", "malformed"],
  ])("%s means %s", (_name, frame, expected) => {
    expect(meanings(readerOf("chat"), frame).at(-1)).toBe(expected);
  });
});

describe("after the first content of a chat stream", () => {
  test.each([
    ["a comment", ": ping\n\n", "nothing"],
    ["an empty delta", delta({}), "content"],
    ["text that holds the word error in quotes", delta({ content: '{"error":{"message":"x"}}' }), "content"],
    ["text that holds the word usage in quotes", delta({ content: '"usage":{"prompt_tokens":1}' }), "content"],
    ["a tool argument called error", delta({ tool_calls: [{ function: { arguments: '{"error":1}' } }] }), "content"],
    ["a delta field called error", delta({ error: "x" }), "content"],
    ["content beside a null error", data({ choices: [{ delta: { content: "x" } }], error: null }), "content"],
    ["usage alone", data({ choices: [], usage }), "usage"],
    ["an error", data({ error: { message: "x" } }), "error"],
    ["the terminator", "data: [DONE]\n\n", "end"],
    ["damaged JSON", "data: {\n\n", "malformed"],
    ["bare words", "data: overloaded\n\n", "malformed"],
  ])("%s means %s", (_name, frame, expected) => {
    expect(meanings(readerOf("chat"), content + frame).at(-1)).toBe(expected);
  });
});

describe("an error frame", () => {
  const message = "overloaded";
  test.each([
    ["bare", data({ error: { message, type: "server_error", param: null, code: null } }), { message, type: "server_error" }],
    ["with an event line", `event: error\n${data({ error: { message, code: 429 } })}`, { message, code: "429" }],
    ["flat with an event line", `event: error\n${data({ type: "error", message, code: "x" })}`, { message, code: "x" }],
    ["a string", data({ error: message }), { message }],
    [
      "beside a choice that finishes with error",
      data({ error: { message }, choices: [{ finish_reason: "error" }] }),
      { message },
    ],
    ["without a message", data({ error: {} }), { message: expect.stringContaining("did not explain") as string }],
    ["with a code and no message", data({ error: { code: "rate_limit_exceeded" } }), { code: "rate_limit_exceeded" }],
    ["flat and untyped", `event: error\n${data({ message, code: "x" })}`, { message, code: "x" }],
  ])("%s keeps what it says", (_name, frame, facts) => {
    for (const before of ["", content]) {
      const reader = readerOf("chat");
      expect(meanings(reader, before + frame).at(-1)).toBe("error");
      expect(reader.error).toMatchObject(facts);
    }
  });

  test("is also a choice that ends with the finish reason error, for nothing else would tell the client", () => {
    expect(meanings(readerOf("chat"), content + delta({}, { finish_reason: "error" })).at(-1)).toBe("error");
  });
});

describe("a completions stream", () => {
  test.each([
    ["empty text", text(""), "nothing"],
    ["null text", text(null), "nothing"],
    ["text", text("Hi"), "content"],
    ["a finish reason", data({ choices: [{ text: "", finish_reason: "length" }] }), "content"],
    ["the terminator", "data: [DONE]\n\n", "end"],
  ])("%s means %s", (_name, frame, expected) => {
    expect(meanings(readerOf("completions"), frame)).toEqual([expected]);
  });
});

test("keeps the last usage, and an explicit zero stays zero", () => {
  const reader = readerOf("chat");
  meanings(reader, data({ choices: [{ delta: { content: "x" } }], usage: { prompt_tokens: 9 } }) + data({ choices: [], usage }));
  expect(reader.usage).toEqual(usage);
});

test("counts content events only", () => {
  const reader = readerOf("chat");
  meanings(
    reader,
    `: ping\n\n${delta({ role: "assistant" })}${content}${content}${data({ choices: [], usage })}data: [DONE]\n\n`,
  );
  expect(reader.events).toBe(2);
});

describe("where the provider never sends [DONE]", () => {
  const finish = (index: number): string => data({ choices: [{ index, delta: {}, finish_reason: "stop" }] });
  const say = (index: number): string => data({ choices: [{ index, delta: { content: "x" }, finish_reason: null }] });

  test.each([
    ["nothing", "", false],
    ["content", say(0), false],
    ["the end of the only choice", say(0) + finish(0), true],
    ["usage behind it", say(0) + finish(0) + data({ choices: [], usage }), true],
    ["the end of one of two choices", say(0) + say(1) + finish(0), false],
    ["the end of both", say(0) + say(1) + finish(1) + finish(0), true],
  ])("says whether it is finished after %s", (_name, frames, finished) => {
    const reader = readerOf("chat", "none");
    meanings(reader, frames);
    expect(reader.finished).toBe(finished);
  });

  test("a stream that has to send it is not finished by a reason", () => {
    const reader = readerOf("chat");
    meanings(reader, say(0) + finish(0));
    expect(reader.finished).toBe(false);
  });
});
