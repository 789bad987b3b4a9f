/** What each event of a Messages stream means, and what it leaves behind. */
import { refuse } from "@headgate/core";
import { describe, expect, test } from "vitest";
import {
  callBlock,
  closed,
  delta,
  ending,
  event,
  meanings,
  message,
  opened,
  payloads,
  readerOf,
  start,
  stop,
  textBlock,
} from "./frames.ts";

describe("before the first content", () => {
  test.each([
    ["a comment", ": keep-alive\n\n", "nothing"],
    ["the start", start, "nothing"],
    ["a ping", event("ping"), "nothing"],
    ["[DONE], which is not its terminator", "data: [DONE]\n\n", "nothing"],
    ["an opened text", opened(0, { type: "text", text: "" }), "nothing"],
    ["an opened thought", opened(0, { type: "thinking", thinking: "", signature: "" }), "nothing"],
    ["an opened call", opened(0, { type: "tool_use", id: "t", name: "n", input: {} }), "nothing"],
    ["a text that is there at once", opened(0, { type: "text", text: "Hi" }), "content"],
    ["a redacted thought, which has no deltas", opened(0, { type: "redacted_thinking", data: "x" }), "content"],
    ["a server tool's result, which has no deltas", opened(0, { type: "web_search_tool_result", content: [] }), "content"],
    ["an empty delta", delta(0, { type: "input_json_delta", partial_json: "" }), "nothing"],
    ["a text delta", delta(0, { type: "text_delta", text: "Hi" }), "content"],
    ["a thinking delta", delta(0, { type: "thinking_delta", thinking: "Hm" }), "content"],
    ["a fragment of arguments", delta(0, { type: "input_json_delta", partial_json: "{" }), "content"],
    ["a closed block", closed(0), "nothing"],
    ["a reason to stop", ending("end_turn"), "content"],
    ["the last event", stop, "end"],
    ["an event of a later version", event("message_metadata", { x: 1 }), "nothing"],
    [
      "a delta without an event line",
      `data: ${JSON.stringify({ type: "content_block_delta", delta: { text: "Hi" } })}\n\n`,
      "content",
    ],
    ["the end under a general name", 'event: message\ndata: {"type":"message_stop"}\n\n', "end"],
    ["damaged JSON", "event: content_block_delta\ndata: {\n\n", "malformed"],
    ["a list", "event: message_start\ndata: []\n\n", "malformed"],
    ["text", "event: content_block_delta\ndata: Hello\n\n", "malformed"],
  ])("%s means %s", (_name, frame, expected) => {
    expect(meanings(frame)).toEqual([expected]);
  });
});

describe("an error", () => {
  const error = { type: "overloaded_error", message: "Overloaded" };
  test.each([
    ["as the vendor sends it", event("error", { error })],
    ["without an event line", `data: ${JSON.stringify({ type: "error", error })}\n\n`],
    ["bare, as compatible servers send it", `data: ${JSON.stringify({ error })}\n\n`],
    ["named, without a type", `event: error\ndata: ${JSON.stringify({ error })}\n\n`],
    ["named and flat", `event: error\ndata: ${JSON.stringify(error)}\n\n`],
  ])("%s keeps what it says", (_name, frame) => {
    for (const before of ["", start + textBlock(0, "Hi")]) {
      const reader = readerOf();
      expect(meanings(before + frame, reader).at(-1)).toBe("error");
      expect(reader.error).toEqual({ message: "Overloaded", type: "overloaded_error", code: undefined, param: undefined });
    }
  });

  test("without an explanation is still one", () => {
    const reader = readerOf();
    expect(meanings(event("error"), reader)).toEqual(["error"]);
    expect(reader.error?.message).toBeTruthy();
  });

  test("a text that speaks of one is none", () => {
    expect(meanings(start + textBlock(0, '"error": {}', '{"type":"error"}'))).not.toContain("error");
  });
});

describe("usage", () => {
  const told = { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: null, output_tokens: 1 };
  const begun = event("message_start", { message: { ...message, usage: told } });

  test("is merged from both ends of the stream, and the last value wins", () => {
    const reader = readerOf();
    const usage = { input_tokens: 12, cache_read_input_tokens: null, output_tokens: 40 };
    meanings(begun + textBlock(0, "Hi") + event("message_delta", { delta: { stop_reason: "end_turn" }, usage }) + stop, reader);
    expect(reader.usage).toMatchObject({ input_tokens: 12, cache_read_input_tokens: 90, output_tokens: 40 });
  });

  test("of a stream that broke off has the input that was told and the output that was seen", () => {
    const reader = readerOf();
    meanings(begun + opened(0, { type: "text", text: "" }) + delta(0, { text: "a" }).repeat(5), reader);
    expect(reader.usage).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 5 });
    expect(reader.events).toBe(5);
  });

  test("is unknown when nobody told", () => {
    const reader = readerOf();
    meanings(textBlock(0, "Hi"), reader);
    expect(reader.usage).toBeUndefined();
  });
});

test("a stream may not stop without its last event", () => {
  const reader = readerOf();
  meanings(start + textBlock(0, "Hi") + ending("end_turn"), reader);
  expect(reader.finished).toBe(false);
});

test("a failure is said in the vendor's words, without a terminator", () => {
  const reader = readerOf();
  meanings(start + callBlock(0, "t", "{"), reader);
  const frame = reader.errorFrame(refuse({ code: "upstream_error", status: 502, message: "lost", type: "server_error" }));
  const said = payloads(frame);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject([
    "error",
    { type: "error", error: { type: "api_error", message: "lost", code: "upstream_error" } },
  ]);
  expect(meanings(frame)).toEqual(["error"]);
});
