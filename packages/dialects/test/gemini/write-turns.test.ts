/** How turns are written for Google. */
import type { Part, Turn } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { written } from "./frames.ts";

const user = (...parts: readonly Part[]): Turn => ({ role: "user", parts });
const model = (...parts: readonly Part[]): Turn => ({ role: "assistant", parts });
const says = (text: string): Part => ({ kind: "text", text });
const calls = (id: string, name: string, text = "{}"): Part => ({ kind: "call", id, name, arguments: text });
const gives = (id: string, text: string, more: object = {}): Part => ({
  kind: "result",
  id,
  name: "f",
  parts: [{ kind: "text", text }],
  ...more,
});
const contentsOf = (turns: readonly Turn[], name = "gemini-2.5-flash"): unknown =>
  written({ turns, model: name }).body["contents"];

describe("turns", () => {
  const image: Part = { kind: "image", source: { kind: "data", mediaType: "image/png", base64: "AA==" } };
  const inlineData = { mimeType: "image/png", data: "AA==" };
  const call = (id: string, args: object = {}): object => ({ functionCall: { id, name: "f", args } });
  const response = (id: string, it: object): object => ({ functionResponse: { id, name: "f", response: it } });

  test.each<[string, readonly Turn[], unknown]>([
    [
      "neighbours of one role are joined",
      [user(says("a")), user(says("b")), model(says("c")), model(says("d"))],
      [
        { role: "user", parts: [{ text: "a" }, { text: "b" }] },
        { role: "model", parts: [{ text: "c" }, { text: "d" }] },
      ],
    ],
    [
      "results stand first, all in the turn behind their calls",
      [model(calls("1", "f", '{"z":1,"a":2}'), calls("2", "f")), user(gives("1", "x"), says("so")), user(gives("2", "y"))],
      [
        { role: "model", parts: [call("1", { z: 1, a: 2 }), call("2")] },
        { role: "user", parts: [response("1", { output: "x" }), response("2", { output: "y" }), { text: "so" }] },
      ],
    ],
    [
      "an empty text is left out, and its turn",
      [user(says("a")), model(says("")), user(says("b"))],
      [{ role: "user", parts: [{ text: "a" }, { text: "b" }] }],
    ],
    [
      "a system message in the middle is the user's",
      [model(says("a")), { role: "system", parts: [says("b")] }],
      [
        { role: "model", parts: [{ text: "a" }] },
        { role: "user", parts: [{ text: "b" }] },
      ],
    ],
    ["a refusal is text", [model({ kind: "refusal", text: "no" })], [{ role: "model", parts: [{ text: "no" }] }]],
    ["an object is a response itself", [user(gives("1", '{"a":[1]}'))], [{ role: "user", parts: [response("1", { a: [1] })] }]],
    [
      "an object that it would change is text",
      [user(gives("1", '{"a": 1.0}'))],
      [{ role: "user", parts: [response("1", { output: '{"a": 1.0}' })] }],
    ],
    [
      "an object that would be taken for its output is text",
      [user(gives("1", '{"error":"x"}'))],
      [{ role: "user", parts: [response("1", { output: '{"error":"x"}' })] }],
    ],
    [
      "a failed result is an error",
      [user(gives("1", "no", { failed: true }))],
      [{ role: "user", parts: [response("1", { error: "no" })] }],
    ],
    ["an image", [user(image)], [{ role: "user", parts: [{ inlineData }] }]],
    [
      "an image in a result goes behind it",
      [user(gives("1", "x", { parts: [image] }), says("so"))],
      [{ role: "user", parts: [response("1", { output: "" }), { inlineData }, { text: "so" }] }],
    ],
    [
      "an address with the type that its extension says",
      [user({ kind: "document", source: { kind: "url", url: "https://x.io/a.pdf#p" } })],
      [{ role: "user", parts: [{ fileData: { mimeType: "application/pdf", fileUri: "https://x.io/a.pdf#p" } }] }],
    ],
    [
      "a document of text",
      [user({ kind: "document", source: { kind: "text", text: "é" } })],
      [{ role: "user", parts: [{ inlineData: { mimeType: "text/plain", data: "w6k=" } }] }],
    ],
    [
      "reasoning of its own",
      [model({ kind: "reasoning", text: "r", signature: { dialect: "gemini", value: "s" } })],
      [{ role: "model", parts: [{ text: "r", thought: true, thoughtSignature: "s" }] }],
    ],
  ])("%s", (_name, turns, contents) => {
    expect(contentsOf(turns)).toEqual(contents);
  });

  test("the newest models take images inside a response", () => {
    expect(contentsOf([user(gives("1", "", { parts: [image] }))], "gemini-3-flash")).toEqual([
      { role: "user", parts: [{ functionResponse: { id: "1", name: "f", response: { output: "" }, parts: [{ inlineData }] } }] },
    ]);
  });

  test("an instruction alone is what the user says", () => {
    expect(written({ system: ["be brief"], turns: [] }).body).toEqual({
      contents: [{ role: "user", parts: [{ text: "be brief" }] }],
    });
  });
});

describe("calls that another model made", () => {
  const signatures = (name: string, ...parts: readonly Part[]): unknown => {
    const [content] = contentsOf([model(...parts)], name) as [{ parts: { thoughtSignature?: string }[] }];
    return content.parts.map(({ thoughtSignature }) => thoughtSignature);
  };
  const signed: Part = { kind: "call", id: "3", name: "f", arguments: "{}", signature: { dialect: "gemini", value: "s" } };
  const placeholder = "skip_thought_signature_validator";

  test.each<[string, readonly Part[], unknown]>([
    ["gemini-3-pro-preview", [calls("1", "f"), calls("2", "f")], [placeholder, undefined]],
    ["gemini-3.1-flash", [says("x"), calls("1", "f")], [undefined, placeholder]],
    ["google/gemini-3-pro", [calls("1", "f")], [placeholder]],
    ["gemini-flash-latest", [calls("1", "f")], [placeholder]],
    ["gemini-3-pro", [signed, calls("1", "f")], ["s", undefined]],
    ["gemini-2.5-pro", [calls("1", "f")], [undefined]],
    ["gemini-2.5-pro", [signed], ["s"]],
    ["gemma-3-27b", [calls("1", "f")], [undefined]],
    ["some-other-model", [calls("1", "f")], [undefined]],
  ])("%s is told to take them: %#", (name, parts, expected) => {
    expect(signatures(name, ...parts)).toEqual(expected);
  });
});
