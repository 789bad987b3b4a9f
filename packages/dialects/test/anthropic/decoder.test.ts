/** A provider's Messages stream as events. */
import { type AnswerEvent, Unreadable } from "@headgate/dialects";
import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { callBlock, closed, decode, delta, ending, event, message, opened, start, stop, textBlock } from "./frames.ts";

const begun = { type: "start", id: "msg_1", model: "claude-x", units: { input: 10, output: 1 } };
const told = { type: "units", units: { input: 10, output: 7 } };
const ended = { type: "end" };
const stopped = (reason: string): object => ({ type: "stop", stop: { reason } });
const signature = (value: string): object => ({ type: "signature", signature: { dialect: "anthropic", value } });
const text = (said: string): object => ({ type: "text", text: said });
const args = (said: string): object => ({ type: "arguments", text: said });
const call = (id: string): object => ({ type: "call", id, name: "look" });
/** What stands between the start and the stop. */
function between(frames: string): readonly AnswerEvent[] {
  return decode(start + frames).slice(1);
}

test("a stream of text", () => {
  const frames = `${start}${event("ping")}: keep-alive\n\n${textBlock(0, "Hi", "", " there")}${ending("end_turn")}${stop}`;
  expect(decode(frames)).toEqual([begun, text("Hi"), text(" there"), stopped("end"), told, ended]);
});

test("deltas that look alike are read as each of them is alone, whatever their texts say", () => {
  const deltas = array(oneof(string({ unit: "binary" }), constantFrom('"text":"', '\\"}}', "\u2028", "a\n\n")));
  assert(
    property(deltas, (said) => {
      expect(between(textBlock(0, ...said))).toEqual(said.filter((one) => one !== "").map(text));
    }),
  );
});

test.each([
  ["of another block", delta(1, { type: "text_delta", text: "c" })],
  [
    "without its end",
    `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"c\n\n`,
  ],
])("a delta %s is not taken for one that looks alike", (_what, frame) => {
  const before = opened(0, { type: "text", text: "" }) + delta(0, { type: "text_delta", text: "a" });
  expect(() => between(before + delta(0, { type: "text_delta", text: "b" }) + frame)).toThrow(Unreadable);
});

test("a delta that says more than one like it is read whole", () => {
  const more = { type: "thinking_delta", thinking: "hm", text: "no" };
  const frames = opened(0, { type: "text", text: "" }) + delta(0, { type: "text_delta", text: "a" });
  const next = opened(1, { type: "thinking", thinking: "", signature: "" }) + delta(1, more);
  expect(between(`${frames}${closed(0)}${next}`)).toEqual([text("a"), { type: "reasoning", text: "hm" }]);
});

test("parallel calls, one of them without arguments", () => {
  const frames = callBlock(1, "a", "", '{"b"', ":1}") + callBlock(2, "c", "") + callBlock(3, "d") + ending("tool_use");
  expect(between(frames)).toEqual([
    call("a"),
    args('{"b"'),
    args(":1}"),
    call("c"),
    args("{}"),
    call("d"),
    args("{}"),
    stopped("calls"),
    told,
  ]);
});

test("arguments that are there at once count unless others follow", () => {
  const whole = opened(0, { type: "tool_use", id: "a", name: "look", input: { b: 1 } });
  expect(between(whole + closed(0))).toEqual([call("a"), args('{"b":1}')]);
  const more = delta(0, { type: "input_json_delta", partial_json: '{"c":2}' });
  expect(between(whole + more + closed(0))).toEqual([call("a"), args('{"c":2}')]);
});

test("thoughts, signed and redacted", () => {
  const frames =
    opened(0, { type: "thinking", thinking: "", signature: "" }) +
    delta(0, { type: "thinking_delta", thinking: "Hm" }) +
    delta(0, { type: "signature_delta", signature: "sig" }) +
    closed(0) +
    opened(1, { type: "redacted_thinking", data: "dark" }) +
    closed(1);
  expect(between(frames)).toEqual([{ type: "reasoning", text: "Hm" }, signature("sig"), signature("redacted:dark")]);
});

test("the vendor's own tools and citations say nothing", () => {
  const frames =
    opened(0, { type: "server_tool_use", id: "s", name: "web_search", input: {} }) +
    delta(0, { type: "input_json_delta", partial_json: '{"q":1}' }) +
    closed(0) +
    opened(1, { type: "web_search_tool_result", content: [] }) +
    closed(1) +
    opened(2, { type: "text", text: "" }) +
    delta(2, { type: "citations_delta", citation: {} }) +
    closed(2);
  expect(between(frames)).toEqual([]);
});

describe("the end", () => {
  test.each<[string, string, object]>([
    ["length", ending("max_tokens"), { reason: "length" }],
    ["a full window", ending("model_context_window_exceeded"), { reason: "length" }],
    ["a pause", ending("pause_turn"), { reason: "end" }],
    ["a stop sequence", ending("stop_sequence", { stop_sequence: "END" }), { reason: "end", sequence: "END" }],
    ["a refusal", ending("refusal"), { reason: "filtered" }],
    ["no reason", stop, { reason: "end" }],
  ])("%s", (_name, frames, reason) => {
    expect(between(frames)).toContainEqual({ type: "stop", stop: reason });
  });

  test("a refusal says why before it stops", () => {
    const details = { stop_details: { type: "refusal", explanation: "Not that" } };
    expect(between(ending("refusal", details)).slice(0, 2)).toEqual([{ type: "refusal", text: "Not that" }, stopped("filtered")]);
  });

  test("comes once, and the last usage wins", () => {
    const again = event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { input_tokens: 12, output_tokens: 9 } });
    expect(between(ending("end_turn") + again + stop)).toEqual([
      stopped("end"),
      told,
      { type: "units", units: { input: 12, output: 9 } },
      ended,
    ]);
  });

  test("a block that nobody closed is closed by it", () => {
    const open = opened(0, { type: "tool_use", id: "a", name: "look", input: {} });
    expect(between(open + ending("tool_use")).slice(0, 3)).toEqual([call("a"), args("{}"), stopped("calls")]);
  });

  test("a stream that broke off has none", () => {
    expect(between(textBlock(0, "Hi"))).toEqual([text("Hi")]);
  });
});

test("a second start in the middle is the same answer", () => {
  const other = event("message_start", { message: { ...message, id: "msg_2", usage: { input_tokens: 3 } } });
  const frames = start + textBlock(0, "a") + other + textBlock(0, "b") + ending("end_turn") + stop;
  expect(decode(frames)).toEqual([
    begun,
    text("a"),
    text("b"),
    stopped("end"),
    { type: "units", units: { input: 3, output: 7 } },
    ended,
  ]);
});

test.each([
  ["damaged JSON", "event: content_block_delta\ndata: {\n\n"],
  ["text", "data: Hello\n\n"],
  ["a list", "data: []\n\n"],
  ["a start without a message", event("message_start")],
  ["a delta of no block", delta(0, { type: "text_delta", text: "Hi" })],
  ["a delta of another block", opened(0, { type: "text", text: "" }) + delta(1, { type: "text_delta", text: "Hi" })],
  ["a delta without one", opened(0, { type: "text", text: "" }) + event("content_block_delta", { index: 0 })],
  ["text that is a number", opened(0, { type: "text", text: "" }) + delta(0, { type: "text_delta", text: 7 })],
  ["a call without a name", opened(0, { type: "tool_use", id: "a" })],
])("%s is unreadable", (_name, frames) => {
  expect(() => decode(frames)).toThrow(Unreadable);
});
