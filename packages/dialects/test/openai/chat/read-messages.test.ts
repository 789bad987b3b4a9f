/** What each message of a Chat request becomes in the canonical form. */
import { describe, expect, test } from "vitest";
import { readBody as read } from "./bodies.ts";

const hi = { role: "user", content: "Hi" };
const call = { kind: "call", id: "t1", name: "f", arguments: '{"b":1,"a":2}' };
const calling = {
  role: "assistant",
  content: null,
  tool_calls: [{ id: "t1", type: "function", function: { name: "f", arguments: '{"b":1,"a":2}' } }],
};
const said = (text: string): object => ({ kind: "text", text });
const user = (...parts: readonly unknown[]): object => ({ role: "user", parts });
const assistant = (...parts: readonly unknown[]): object => ({ role: "assistant", parts });
const result = (id: string, name: string | undefined, ...parts: readonly unknown[]): object => ({
  kind: "result",
  id,
  name,
  parts,
});
const tool = (content: unknown, more: object = {}): object => ({ role: "tool", tool_call_id: "t1", content, ...more });
const ask = (...parts: readonly unknown[]): object => ({ role: "user", content: parts });

describe("messages", () => {
  test.each<[string, readonly unknown[], object]>([
    ["a text", [hi], { turns: [user(said("Hi"))] }],
    [
      "leading system and developer messages",
      [{ role: "system", content: "A" }, { role: "developer", content: [{ type: "text", text: "B" }] }, hi],
      { system: ["A", "B"], turns: [user(said("Hi"))] },
    ],
    [
      "a later system message",
      [hi, { role: "system", content: "A" }],
      { system: [], turns: [user(said("Hi")), { role: "system", parts: [said("A")] }] },
    ],
    ["two user messages", [hi, hi], { turns: [user(said("Hi")), user(said("Hi"))] }],
    [
      "parts of text",
      [ask({ type: "text", text: "A" }, { type: "text", text: "" }, { type: "text", text: "B" })],
      { turns: [user(said("A"), said("B"))] },
    ],
    [
      "an image by its address",
      [ask({ type: "image_url", image_url: { url: "https://x/y.png", detail: "low" } })],
      { turns: [user({ kind: "image", source: { kind: "url", url: "https://x/y.png" }, detail: "low" })] },
    ],
    [
      "an image in bytes",
      [ask({ type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "auto" } })],
      { turns: [user({ kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AAAA" } })] },
    ],
    [
      "an image whose type has parameters",
      [ask({ type: "image_url", image_url: { url: "DATA:image/PNG;x=1;base64,AA,A" } })],
      { turns: [user({ kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AA,A" } })] },
    ],
    [
      "a file",
      [ask({ type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } })],
      {
        turns: [
          user({ kind: "document", name: "a.pdf", source: { kind: "data", mediaType: "application/pdf", base64: "AAAA" } }),
        ],
      },
    ],
    [
      "a file without a type",
      [ask({ type: "file", file: { file_data: "AAAA" } })],
      { turns: [user({ kind: "document", source: { kind: "data", mediaType: "application/pdf", base64: "AAAA" } })] },
    ],
    [
      "a file of text",
      [ask({ type: "file", file: { filename: "a.txt", file_data: "SGkgw6Q=" } })],
      { turns: [user({ kind: "document", name: "a.txt", source: { kind: "text", text: "Hi ä" } })] },
    ],
    [
      "audio",
      [ask({ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } })],
      { turns: [user({ kind: "audio", source: { kind: "data", mediaType: "audio/wav", base64: "AAAA" } })] },
    ],
    ["an assistant's text", [hi, { role: "assistant", content: "Yes" }], { turns: [user(said("Hi")), assistant(said("Yes"))] }],
    [
      "an assistant's parts",
      [
        {
          role: "assistant",
          content: [
            { type: "text", text: "A" },
            { type: "refusal", refusal: "B" },
          ],
        },
      ],
      { turns: [assistant(said("A"), { kind: "refusal", text: "B" })] },
    ],
    ["a refusal", [{ role: "assistant", content: null, refusal: "No" }], { turns: [assistant({ kind: "refusal", text: "No" })] }],
    ["an empty assistant message", [hi, { role: "assistant", content: "" }], { turns: [user(said("Hi"))] }],
    ["text before calls", [{ ...calling, content: "So" }], { turns: [assistant(said("So"), call)] }],
    ["empty text before calls", [{ ...calling, content: "" }], { turns: [assistant(call)] }],
    [
      "reasoning that is sent back",
      [{ role: "assistant", content: "A", reasoning_content: "B" }],
      { turns: [assistant({ kind: "reasoning", text: "B" }, said("A"))] },
    ],
    ["a result", [calling, tool("42")], { turns: [assistant(call), user(result("t1", "f", said("42")))] }],
    [
      "a result in parts",
      [calling, tool([{ type: "text", text: "42" }])],
      { turns: [assistant(call), user(result("t1", "f", said("42")))] },
    ],
    ["an empty result", [calling, tool("")], { turns: [assistant(call), user(result("t1", "f"))] }],
    [
      "an image in a result",
      [tool([{ type: "image_url", image_url: { url: "http://x" } }])],
      { turns: [user(result("t1", undefined, { kind: "image", source: { kind: "url", url: "http://x" } }))] },
    ],
    [
      "results next to each other, and what the user says then",
      [tool("1"), tool("2", { tool_call_id: "t2" }), hi],
      { turns: [user(result("t1", undefined, said("1")), result("t2", undefined, said("2")), said("Hi"))] },
    ],
    [
      "a result after what the user says",
      [calling, hi, tool("1")],
      { turns: [assistant(call), user(result("t1", "f", said("1")), said("Hi"))] },
    ],
    ["a result that names its tool", [tool("1", { name: "g" })], { turns: [user(result("t1", "g", said("1")))] }],
    [
      "a call of a function, and its result",
      [
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "1" },
      ],
      { turns: [assistant({ kind: "call", id: "call_0", name: "f", arguments: "{}" }), user(result("call_0", "f", said("1")))] },
    ],
    [
      "a tool that is called like a prototype's member",
      [
        { role: "assistant", tool_calls: [{ id: "__proto__", function: { name: "constructor", arguments: "{}" } }] },
        tool("1", { tool_call_id: "__proto__" }),
      ],
      {
        turns: [
          assistant({ kind: "call", id: "__proto__", name: "constructor", arguments: "{}" }),
          user(result("__proto__", "constructor", said("1"))),
        ],
      },
    ],
  ])("%s", (_name, messages, expected) => {
    expect(read({ messages })).toMatchObject({ value: expected, lost: [] });
  });

  test.each([
    ["nothing", undefined],
    ["nothing in them", ""],
    ["spaces", " \n"],
  ])("arguments of %s are an empty object", (_name, given) => {
    const message = {
      role: "assistant",
      tool_calls: [{ id: "t1", type: "function", function: { name: "f", arguments: given } }],
    };
    expect(read({ messages: [message] }).value.turns[0]?.parts).toEqual([{ kind: "call", id: "t1", name: "f", arguments: "{}" }]);
  });
});
