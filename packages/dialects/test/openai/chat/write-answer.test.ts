/** Whole answers, written for a Chat client. */
import type { Answer, Telling } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { chat } from "./bodies.ts";

const about: Telling = { model: "openai/m", created: 7, usage: false, request: {} };
const call = { kind: "call", id: "t1", name: "f", arguments: '{"a":1}' } as const;
const toolCall = { id: "t1", type: "function", function: { name: "f", arguments: '{"a":1}' } };
const text = { kind: "text", text: "Hi" } as const;

describe("an answer for a client", () => {
  const answer: Answer = { id: "msg_1", model: "claude", parts: [text], stop: { reason: "end" }, units: undefined };
  const completion = { id: "chatcmpl-msg_1", object: "chat.completion", created: 7, model: "openai/m" };
  const message = { role: "assistant", content: "Hi", refusal: null };
  const choice = { index: 0, message, logprobs: null, finish_reason: "stop" };

  test.each<[string, Partial<Answer>, object, object]>([
    ["a text", {}, {}, {}],
    ["texts are one", { parts: [text, text] }, { content: "HiHi" }, {}],
    ["nothing at all", { parts: [] }, { content: "" }, {}],
    [
      "a call",
      { parts: [call], stop: { reason: "calls" } },
      { content: null, tool_calls: [toolCall] },
      { finish_reason: "tool_calls" },
    ],
    [
      "a refusal",
      { parts: [{ kind: "refusal", text: "No" }], stop: { reason: "filtered" } },
      { content: null, refusal: "No" },
      { finish_reason: "content_filter" },
    ],
    ["reasoning", { parts: [{ kind: "reasoning", text: "R" }, text] }, { reasoning_content: "R" }, {}],
    ["length", { stop: { reason: "length" } }, {}, { finish_reason: "length" }],
    ["a stop sequence", { stop: { reason: "end", sequence: "END" } }, {}, { stop_reason: "END" }],
  ])("%s", (_name, fields, said, chosen) => {
    expect(chat.writeAnswer({ ...answer, ...fields }, about)).toStrictEqual({
      ...completion,
      choices: [{ ...choice, message: { ...message, ...said }, ...chosen }],
    });
  });

  test.each([
    [
      { input: 5, output: 0 },
      { prompt_tokens: 5, completion_tokens: 0, total_tokens: 5 },
    ],
    [{ output: 3 }, { prompt_tokens: 0, completion_tokens: 3, total_tokens: 3 }],
    [
      { input: 9, output: 3, cache_read: 0, cache_write: 2, reasoning: 1 },
      {
        prompt_tokens: 9,
        completion_tokens: 3,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    ],
  ])("units %j", (units, usage) => {
    expect(chat.writeAnswer({ ...answer, units }, about)).toMatchObject({ usage });
  });

  test.each([
    ["chatcmpl-1", "chatcmpl-1"],
    ["", "chatcmpl-7"],
  ])("the id %j is %s", (id, expected) => {
    expect(chat.writeAnswer({ ...answer, id }, about)).toMatchObject({ id: expected });
  });

  test("calls a function of a client that knows no tools", () => {
    const older = { ...about, request: { functions: [{ name: "f" }] } };
    expect(chat.writeAnswer({ ...answer, parts: [call], stop: { reason: "calls" } }, older)).toMatchObject({
      choices: [{ message: { content: null, function_call: toolCall.function }, finish_reason: "function_call" }],
    });
  });

  test("is read again as it was", () => {
    const all: Answer = {
      ...answer,
      id: "chatcmpl-1",
      model: "openai/m",
      parts: [{ kind: "reasoning", text: "R" }, text, call],
      stop: { reason: "calls" },
      units: { input: 1, output: 2, reasoning: 1 },
    };
    expect(chat.readAnswer(chat.writeAnswer(all, about))).toEqual(all);
  });
});
