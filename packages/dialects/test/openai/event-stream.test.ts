/** What each event of a Responses stream means. */
import { describe, expect, test } from "vitest";
import { data, event, meanings, readerOf } from "../frames.ts";

const response = { id: "resp_1", object: "response", status: "in_progress", model: "m" };
const usage = { input_tokens: 4, output_tokens: 2 };
const text = event("response.output_text.delta", { sequence_number: 4, delta: "Hi" });

describe("before the first content", () => {
  test.each([
    ["a comment", ": ping\n\n", "nothing"],
    ["created", event("response.created", { sequence_number: 0, response }), "nothing"],
    ["queued", event("response.queued", { sequence_number: 0, response }), "nothing"],
    ["in progress", event("response.in_progress", { sequence_number: 1, response }), "nothing"],
    ["a keep-alive event", event("keepalive", {}), "nothing"],
    ["an opened item", event("response.output_item.added", { item: {} }), "nothing"],
    ["an opened part", event("response.content_part.added", { part: {} }), "nothing"],
    ["an opened summary", event("response.reasoning_summary_part.added", { part: {} }), "nothing"],
    ["a text delta", text, "content"],
    ["a text delta without an event line", data({ type: "response.output_text.delta", delta: "Hi" }), "content"],
    ["created without an event line", data({ type: "response.created", response }), "nothing"],
    ["a reasoning delta", event("response.reasoning_text.delta", { delta: "x" }), "content"],
    ["a fragment of arguments", event("response.function_call_arguments.delta", { delta: "{" }), "content"],
    ["a refusal delta", event("response.refusal.delta", { delta: "No" }), "content"],
    ["completed", event("response.completed", { response: { ...response, status: "completed" } }), "end"],
    ["incomplete", event("response.incomplete", { response: { ...response, status: "incomplete" } }), "end"],
    ["completed without an event line", data({ type: "response.completed", response }), "end"],
    ["[DONE], which is not its terminator", "data: [DONE]\n\n", "nothing"],
    ["damaged JSON", "event: response.created\ndata: {\n\n", "malformed"],
  ])("%s means %s", (_name, frame, expected) => {
    expect(meanings(readerOf("responses"), frame)).toEqual([expected]);
  });
});

describe("an error", () => {
  const error = { type: "server_error", code: "rate_limit_exceeded", message: "slow down", param: null };
  test.each([
    ["nested", event("error", { sequence_number: 2, error })],
    ["flat", event("error", { code: error.code, message: error.message, param: null })],
    ["nested without an event line", data({ type: "error", error })],
    ["bare", data({ error })],
    ["inside response.failed", event("response.failed", { response: { ...response, status: "failed", error } })],
  ])("%s keeps what it says", (_name, frame) => {
    for (const before of ["", text]) {
      const reader = readerOf("responses");
      expect(meanings(reader, before + frame).at(-1)).toBe("error");
      expect(reader.error).toMatchObject({ code: "rate_limit_exceeded", message: "slow down" });
    }
  });

  test("response.failed without a reason is still one", () => {
    const reader = readerOf("responses");
    expect(meanings(reader, event("response.failed", { response: { ...response, error: null } }))).toEqual(["error"]);
    expect(reader.error?.message).toContain("without saying why");
  });

  test("a text that speaks of an error is none", () => {
    const reader = readerOf("responses");
    expect(meanings(reader, text + event("response.output_text.delta", { delta: '"error": {}' })).at(-1)).toBe("content");
  });
});

test.each(["response.completed", "response.incomplete", "response.failed"])("%s reports usage", (name) => {
  const reader = readerOf("responses");
  meanings(reader, text + event(name, { response: { ...response, usage } }));
  expect(reader.usage).toEqual(usage);
});

test("a stream may not stop without its last event", () => {
  const reader = readerOf("responses", "none");
  meanings(reader, text);
  expect(reader.finished).toBe(false);
});
