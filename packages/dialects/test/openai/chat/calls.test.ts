/** Calls in a provider's Chat stream: put apart where it mixes them, and told as early as can be. */
import { Frames } from "@headgate/wire";
import { expect, test } from "vitest";
import { chat } from "./bodies.ts";
import { called, calls, decode, delta, done, ended, finish, fragment, opened, role, start, text } from "./stream.ts";

test.each<[string, string, readonly object[]]>([
  [
    "a call",
    role + calls(opened(0, "a", "f")) + calls(fragment(0, '{"x"')) + calls(fragment(0, ":1}")) + finish("tool_calls"),
    [...called("a", "f", '{"x"', ":1}"), ...ended("calls")],
  ],
  [
    "a call whose id is told again and again",
    calls(opened(0, "a", "f", "{")) + calls(opened(0, "a", "f", "}")) + finish("stop"),
    [...called("a", "f", "{", "}"), ...ended("calls")],
  ],
  ["a call without arguments", calls(opened(0, "a", "f")) + finish("tool_calls"), [...called("a", "f", "{}"), ...ended("calls")]],
  [
    "a whole call in one event",
    calls(opened(0, "a", "f", '{"x":1}')) + finish("tool_calls"),
    [...called("a", "f", '{"x":1}'), ...ended("calls")],
  ],
  [
    "calls one after the other",
    calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g")) + calls(fragment(1, "{}")) + finish("tool_calls"),
    [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
  ],
  [
    "calls in one event",
    calls(opened(0, "a", "f", "{}"), opened(1, "b", "g", "{}")) + finish("tool_calls"),
    [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
  ],
  [
    "mixed calls",
    calls(opened(0, "a", "f")) +
      calls(opened(1, "b", "g", '{"y')) +
      calls(fragment(0, '{"x":')) +
      calls(fragment(1, '":2}')) +
      calls(fragment(0, "1}")) +
      finish("tool_calls"),
    [...called("a", "f", '{"x":', "1}"), ...called("b", "g", '{"y":2}'), ...ended("calls")],
  ],
  [
    "a call without arguments before another",
    calls(opened(0, "a", "f")) + calls(opened(1, "b", "g", "{}")) + finish("tool_calls"),
    [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
  ],
  [
    "calls whose numbers begin at 1",
    calls(opened(1, "a", "f", "{}")) + finish("tool_calls"),
    [...called("a", "f", "{}"), ...ended("calls")],
  ],
  [
    "calls that all have the number 0",
    calls(opened(0, "a", "f", "{}")) + calls(opened(0, "b", "f", "{}")) + finish("tool_calls"),
    [...called("a", "f", "{}"), ...called("b", "f", "{}"), ...ended("calls")],
  ],
  [
    "calls without numbers",
    calls(opened(undefined, "a", "f", "{")) + calls(fragment(undefined, "}")) + finish("tool_calls"),
    [...called("a", "f", "{", "}"), ...ended("calls")],
  ],
  [
    "a call without an id",
    calls(opened(0, "", "f", "{}")) + finish("tool_calls"),
    [...called("call_chatcmpl-1_0", "f", "{}"), ...ended("calls")],
  ],
  [
    "calls without ids that all have the number 0",
    calls(opened(0, "", "f", '{"x":1}')) + calls(opened(0, "", "f", '{"x":2}')) + finish("tool_calls"),
    [...called("call_chatcmpl-1_0", "f", '{"x":1}'), ...called("call_chatcmpl-1_1", "f", '{"x":2}'), ...ended("calls")],
  ],
  [
    "calls without ids or numbers",
    calls(opened(undefined, "", "f", "{}")) + calls(opened(undefined, "", "g")) + finish("tool_calls"),
    [...called("call_chatcmpl-1_0", "f", "{}"), ...called("call_chatcmpl-1_1", "g", "{}"), ...ended("calls")],
  ],
  [
    "a call without an id whose name is told again and again",
    calls(opened(0, "", "f", '{"x":')) + calls(opened(0, "", "f", "1}")) + calls(opened(0, "", "f")) + finish("tool_calls"),
    [...called("call_chatcmpl-1_0", "f", '{"x":', "1}"), ...ended("calls")],
  ],
  [
    "a call of a function",
    delta({ function_call: { name: "f", arguments: "" } }) +
      delta({ function_call: { arguments: "{}" } }) +
      finish("function_call"),
    [...called("call_chatcmpl-1_0", "f", "{}"), ...ended("calls")],
  ],
  [
    "text after a whole call",
    calls(opened(0, "a", "f", "{}")) + delta({ content: "Hi" }) + finish("stop"),
    [...called("a", "f", "{}"), text("Hi"), ...ended("calls")],
  ],
  [
    "text in the middle of a call",
    calls(opened(0, "a", "f", "{")) + delta({ content: "Hi" }) + calls(fragment(0, "}")) + finish("stop"),
    [...called("a", "f", "{", "}"), text("Hi"), ...ended("calls")],
  ],
  [
    "blanks after a whole call",
    calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g", "{}")) + calls(fragment(0, " ")) + finish("stop"),
    [...called("a", "f", "{}"), ...called("b", "g", "{}"), ...ended("calls")],
  ],
])("%s", (_name, stream, events) => {
  expect(decode(stream + done)).toEqual([start, ...events]);
  // Where no terminator is sent, its end is the end.
  expect(decode(stream)).toEqual([start, ...events]);
});

test("calls, as far as they can be told", () => {
  const decoder = chat.createDecoder();
  const told: number[] = [];
  const stream = calls(opened(0, "a", "f", "{}")) + calls(opened(1, "b", "g", "{")) + calls(fragment(1, "}"));
  new Frames(1000).push(Buffer.from(stream), (frame) => told.push(decoder.read(frame).length));
  expect(told).toEqual([3, 2, 1]);
});

test("long arguments cost each of their events the same", () => {
  const decoder = chat.createDecoder();
  const pieces = 20_000;
  let length = 0;
  const frames = new Frames(1000);
  const tell = (chunk: string): void =>
    frames.push(Buffer.from(chunk), (frame) => {
      for (const event of decoder.read(frame)) if (event.type === "arguments") length += event.text.length;
    });
  tell(calls(opened(0, "a", "f", '{"x":"')));
  for (let piece = 0; piece < pieces; piece++) tell(calls(fragment(0, "0123456789")));
  expect(length).toBe(6 + pieces * 10);
});
