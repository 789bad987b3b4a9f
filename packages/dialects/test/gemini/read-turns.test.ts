/** How the contents of a generateContent request are read. */
import type { Part, Turn } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { lossesOf, read } from "./frames.ts";

const user = (...parts: readonly Part[]): Turn => ({ role: "user", parts });
const model = (...parts: readonly Part[]): Turn => ({ role: "assistant", parts });
const says = (text: string): Part => ({ kind: "text", text });
const png = { kind: "data", mediaType: "image/png", base64: "iVBO+/==" } as const;
const calls = (id: string, name: string, text = "{}"): Part => ({ kind: "call", id, name, arguments: text });
const gives = (id: string, name: string, text: string): Part => ({ kind: "result", id, name, parts: [{ kind: "text", text }] });
const call = (name: string, more: object = {}): object => ({ functionCall: { name, ...more } });
const answer = (name: string, response: object, more: object = {}): object => ({ functionResponse: { name, response, ...more } });

describe("contents", () => {
  const one = (...parts: readonly object[]): object => ({ contents: [{ role: "user", parts }] });
  const [hi, ask] = [
    { role: "user", parts: [{ text: "hi" }] },
    { role: "user", parts: [{ text: "ask" }] },
  ];

  test.each<[string, object, readonly Turn[]]>([
    ["text", one({ text: "a" }, { text: "b" }), [user(says("a"), says("b"))]],
    ["no role", { contents: [{ parts: [{ text: "a" }] }] }, [user(says("a"))]],
    ["one content and one part, without a list", { contents: { parts: { text: "a" } } }, [user(says("a"))]],
    ["an empty text and an empty content", { contents: [hi, { role: "model" }, { parts: [{ text: "" }] }] }, [user(says("hi"))]],
    ["two turns of the user", { contents: [hi, ask] }, [user(says("hi")), user(says("ask"))]],
    [
      "an answer in the pieces that it came in",
      { contents: [hi, ...["Hel", "lo", ""].map((text) => ({ role: "model", parts: [{ text }] })), ask] },
      [user(says("hi")), model(says("Hello")), user(says("ask"))],
    ],
    ["an image", one({ inlineData: { mimeType: "image/png", data: "iVBO+/==" } }), [user({ kind: "image", source: png })]],
    [
      "an image in the other spelling and alphabet",
      one({ inline_data: { mime_type: "IMAGE/PNG", data: "iVBO-_==" } }),
      [user({ kind: "image", source: png })],
    ],
    [
      "a document with its name",
      one({ inlineData: { mimeType: "application/pdf", data: "JVBE", displayName: "a.pdf" } }),
      [user({ kind: "document", name: "a.pdf", source: { kind: "data", mediaType: "application/pdf", base64: "JVBE" } })],
    ],
    [
      "audio",
      one({ inlineData: { mimeType: "audio/wav", data: "UklG" } }),
      [user({ kind: "audio", source: { kind: "data", mediaType: "audio/wav", base64: "UklG" } })],
    ],
    [
      "an image by its address",
      one({ fileData: { fileUri: "https://x.io/a?b=c", mimeType: "image/png" } }),
      [user({ kind: "image", source: { kind: "url", url: "https://x.io/a?b=c", mediaType: "image/png" } })],
    ],
    [
      "an image by an address that says what it is",
      one({ file_data: { file_uri: "https://x.io/a.JPG?b=c.pdf" } }),
      [user({ kind: "image", source: { kind: "url", url: "https://x.io/a.JPG?b=c.pdf", mediaType: "image/jpeg" } })],
    ],
    [
      "a document by its address",
      one({ fileData: { fileUri: "https://x.io/a" } }),
      [user({ kind: "document", source: { kind: "url", url: "https://x.io/a", mediaType: undefined } })],
    ],
    [
      "calls with ids, and their results in another order",
      {
        contents: [
          { role: "model", parts: [call("f", { id: "a", args: { z: 1, a: [2] } }), call("g", { id: "b" })] },
          { role: "user", parts: [answer("g", { output: "2" }, { id: "b" }), answer("f", { output: "1" }, { id: "a" })] },
        ],
      },
      [model(calls("a", "f", '{"z":1,"a":[2]}'), calls("b", "g")), user(gives("b", "g", "2"), gives("a", "f", "1"))],
    ],
    [
      "calls without ids: results by name, then by order, before what the user says",
      {
        contents: [
          hi,
          { role: "model", parts: [{ text: "so" }, call("f"), call("g"), call("f", { args: { x: 1 } })] },
          { role: "function", parts: [{ text: "and" }, answer("f", { result: 1 }), answer("f", { a: 2 }), answer("g", {})] },
        ],
      },
      [
        user(says("hi")),
        model(says("so"), calls("call_1_0", "f"), calls("call_1_1", "g"), calls("call_1_2", "f", '{"x":1}')),
        user(gives("call_1_0", "f", "1"), gives("call_1_2", "f", '{"a":2}'), gives("call_1_1", "g", "{}"), says("and")),
      ],
    ],
    ["a result of no call", one(answer("f", { output: "x" })), [user(gives("call_0_0", "f", "x"))]],
    [
      "a result that says only which call it answers",
      {
        contents: [
          { role: "model", parts: [call("f", { id: "a" })] },
          { parts: [{ functionResponse: { id: "a", response: { output: "x" } } }] },
        ],
      },
      [model(calls("a", "f")), user(gives("a", "f", "x"))],
    ],
    [
      "a result that failed",
      one(answer("f", { error: "no" }, { id: "a" })),
      [user({ kind: "result", id: "a", name: "f", failed: true, parts: [{ kind: "text", text: "no" }] })],
    ],
    [
      "an image in a result",
      one(answer("f", { output: "x" }, { id: "a", parts: [{ inlineData: { mimeType: "image/png", data: "iVBO+/==" } }] })),
      [
        user({
          kind: "result",
          id: "a",
          name: "f",
          parts: [
            { kind: "text", text: "x" },
            { kind: "image", source: png },
          ],
        }),
      ],
    ],
    [
      "thoughts and signatures of its own",
      {
        contents: [
          {
            role: "model",
            parts: [
              { text: "hm", thought: true },
              { text: "m", thought: true, thoughtSignature: "s1" },
              { ...call("f", { id: "a" }), thought_signature: "s2" },
            ],
          },
        ],
      },
      [
        model(
          { kind: "reasoning", text: "hmm", signature: { dialect: "gemini", value: "s1" } },
          { kind: "call", id: "a", name: "f", arguments: "{}", signature: { dialect: "gemini", value: "s2" } },
        ),
      ],
    ],
  ])("%s", (_name, body, turns) => {
    expect(read(body).turns).toEqual(turns);
    expect(lossesOf(body)).toEqual([]);
  });
});
