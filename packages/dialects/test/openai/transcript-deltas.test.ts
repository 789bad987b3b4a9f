/** Which Chat and Completions texts another stream may go on from, and what it then adds. */
import { describe, expect, test } from "vitest";
import { data, payloads } from "../frames.ts";
import { told, transcriptOf } from "./retold.ts";

const chunk = (id: string, fields: object): string => data({ id, created: 1, model: id, choices: [{ index: 0, ...fields }] });
const delta = (id: string, fields: object, more: object = {}): string =>
  chunk(id, { delta: fields, finish_reason: null, ...more });
const say = (content: string, id = "first"): string => delta(id, { content });
const role = (id: string): string => delta(id, { role: "assistant", content: "", refusal: null });
const stop = (id: string): string => delta(id, {}, { finish_reason: "stop" });
const done = "data: [DONE]\n\n";
const first = role("first") + say("Hello, ") + say("wor");

test.each<[string, string, boolean]>([
  ["a role and text", first, true],
  ["comments and events without choices between", `: ping\n\n${data({ choices: [] })}${first}`, true],
  ["text without an index", data({ choices: [{ delta: { content: "x" } }] }), true],
  ["nothing", "", false],
  ["a role alone", role("first"), false],
  ["a finish reason", first + stop("first"), false],
  ["a finish reason beside text", delta("first", { content: "x" }, { finish_reason: "length" }), false],
  ["a tool call", first + delta("first", { tool_calls: [{ index: 0 }] }), false],
  ["a function call", first + delta("first", { function_call: { name: "f" } }), false],
  ["a refusal", first + delta("first", { refusal: "No" }), false],
  ["reasoning before text", delta("first", { reasoning_content: "Hm" }) + first, false],
  ["audio", first + delta("first", { audio: { id: "a" } }), false],
  ["content that is no text", delta("first", { content: [{ type: "text" }] }), false],
  ["probabilities of tokens", delta("first", { content: "x" }, { logprobs: { content: [] } }), false],
  ["another choice", first + delta("first", { content: "x" }, { index: 1 }), false],
  ["a text beyond every bound", say("x".repeat(600_000)) + say("x".repeat(600_000)), false],
])("a chat stream that has sent %s can be gone on from: %s", (_name, sent, expected) => {
  expect(transcriptOf("chat", sent).resumable).toBe(expected);
});

describe("a second chat stream", () => {
  const own = (content: string): string =>
    data({ id: "first", created: 1, model: "2", choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  const end = data({ id: "first", created: 1, model: "2", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  const usage = { id: "2", created: 9, model: "2", choices: [], usage: { prompt_tokens: 1 } };
  const again = (...pieces: readonly string[]): string => role("2") + pieces.map((piece) => say(piece, "2")).join("");

  test.each<[string, string, readonly string[]]>([
    ["in the same pieces", again("Hello, ", "wor", "ld"), ["", "", "", own("ld")]],
    ["in smaller ones", again("He", "llo", ", ", "w", "o", "r", "l", "d"), ["", "", "", "", "", "", "", own("l"), own("d")]],
    ["in one piece with more", again("Hello, world"), ["", own("ld")]],
    ["with its role in the same event", delta("2", { role: "assistant", content: "Hello, world" }), [own("ld")]],
    ["and nothing more", again("Hello, wor") + stop("2") + done, ["", "", end, done]],
    [
      "and ends in the same event",
      delta("2", { content: "Hello, wor" }, { finish_reason: "stop" }),
      [end.replace("{}", '{"content":""}')],
    ],
    ["among comments, of which only the later are news", `: a\n\n${again("Hello, wor")}: b\n\n`, ["", "", "", ": b\n\n"]],
    ["and reports usage", again("Hello, wor") + data(usage), ["", "", data({ ...usage, id: "first", created: 1 })]],
    ["whatever it reports before", data({ id: "", choices: [] }) + again("Hello, worl"), ["", "", own("l")]],
  ])("says it again %s: only what is new is sent", (_name, text, expected) => {
    expect(told(transcriptOf("chat", first).follow(), text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["begins otherwise", say("Hi", "2")],
    ["turns away in the middle", again("Hello, ", "you")],
    ["turns away within a piece", again("Hello, wonderful")],
    ["differs in case", again("hello, ")],
    ["stops early", again("Hello, ") + stop("2")],
    ["is cut by its terminator early", again("Hello, ") + done],
    ["calls a tool instead", role("2") + delta("2", { tool_calls: [{ index: 0 }] })],
    ["calls a tool early", again("Hello, ") + delta("2", { tool_calls: [{ index: 0 }] })],
    ["reasons first", delta("2", { reasoning_content: "Hm" })],
    ["refuses", delta("2", { refusal: "No" })],
    [
      "has two choices",
      data({
        choices: [
          { index: 0, delta: { content: "H" } },
          { index: 1, delta: {} },
        ],
      }),
    ],
    ["answers as another choice", delta("2", { content: "Hello, wor" }, { index: 1 })],
  ])("that %s differs, and nothing of it was sent", (_name, text) => {
    const all = told(transcriptOf("chat", first).follow(), text);
    expect([all.at(-1), all.slice(0, -1).join("")]).toEqual(["differs", ""]);
  });

  test("is its own once it has said the text: it may call a tool", () => {
    const calls = delta("2", { tool_calls: [{ index: 0, id: "t" }] });
    const continuation = transcriptOf("chat", first).follow();
    const all = told(continuation, again("Hello, wor") + calls + stop("2"));
    expect(payloads(all.join("")).map(([, { choices }]) => choices)).toMatchObject([
      [{ delta: { tool_calls: [{ id: "t" }] } }],
      [{ finish_reason: "stop" }],
    ]);
    expect(continuation.transcript.resumable).toBe(false);
  });

  test("has no say for a client that was sent half of a character, but its other half", () => {
    const all = told(transcriptOf("chat", say("\ud83d")).follow(), say("\ud83d\ude00", "2"));
    expect(payloads(all.join(""))).toMatchObject([["", { choices: [{ delta: { content: "\ude00" } }] }]]);
  });

  test("that breaks off too can be gone on from, and what differs changes nothing", () => {
    const transcript = transcriptOf("chat", first);
    told(transcript.follow(), again("Hello, x"));
    const second = transcript.follow();
    expect(second.covered).toBe(false);
    told(second, again("Hello, world"));
    expect([second.covered, second.transcript.resumable]).toEqual([true, true]);
    const third = delta("3", { content: "Hello, world!" });
    expect(told(second.transcript.follow(), third).map((text) => payloads(text))).toMatchObject([
      [["", { id: "first", model: "3", choices: [{ delta: { content: "!" } }] }]],
    ]);
    expect(told(transcript.follow(), third).join("")).toContain('"ld!"');
  });
});

describe("a completions stream", () => {
  const text = (id: string, value: unknown, more: object = {}): string =>
    chunk(id, { text: value, finish_reason: null, logprobs: null, ...more });
  test.each<[string, string, boolean]>([
    ["text", text("1", "Hi"), true],
    ["no text", text("1", ""), false],
    ["probabilities of tokens", text("1", "Hi", { logprobs: { tokens: ["Hi"] } }), false],
    ["a finish reason", text("1", "Hi", { finish_reason: "stop" }), false],
    ["another choice", text("1", "Hi", { index: 1 }), false],
  ])("that has sent %s can be gone on from: %s", (_name, sent, expected) => {
    expect(transcriptOf("completions", sent).resumable).toBe(expected);
  });
  test.each<[string, string, readonly string[]]>([
    ["says more", text("2", "Hel") + text("2", "lo"), ["", text("1", "lo").replace('"model":"1"', '"model":"2"')]],
    ["says something else", text("2", "Ho"), ["differs"]],
    ["ends early", text("2", "H", { finish_reason: "stop" }), ["differs"]],
  ])("is gone on from by one that %s", (_name, second, expected) => {
    expect(told(transcriptOf("completions", text("1", "Hel")).follow(), second)).toEqual(expected);
  });
});
