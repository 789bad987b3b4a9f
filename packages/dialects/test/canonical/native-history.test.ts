/** What other vendors' answers left in a client's history goes before it reaches the client's own vendor; nothing else is touched. */
import { anthropic, features, gemini, openai, type Operation } from "@headgate/dialects";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const messages = anthropic.operations.find(({ name }) => name === "messages")!;
const responses = openai.operations.find(({ name }) => name === "responses")!;
const generate = gemini.operations.find(({ name }) => name === "generate")!;

const foreign = { type: "thinking", thinking: "Hm", signature: "headgate-unsigned" };
const signed = { type: "thinking", thinking: "Hm", signature: "c2lnbmVk" };
const text = { type: "text", text: "Hi" };
const use = { type: "tool_use", id: "1", name: "f", input: {} };
const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: "x" }] };
const thinking = { type: "enabled", budget_tokens: 1024 };
const asked = { role: "user", content: "q" };
const said = (...content: object[]): object => ({ role: "assistant", content });

function native(operation: Operation, request: unknown): unknown {
  const found = operation.native?.(Buffer.from(JSON.stringify(request)));
  if (!found) return undefined;
  const lost = found.lost.map(({ feature, field }) => `${feature} ${field}`);
  return { request: JSON.parse(Buffer.from(found.body).toString()) as unknown, lost };
}

test("what counts tokens knows what others left as well", () => {
  const count = anthropic.operations.find(({ name }) => name === "count_tokens")!;
  const inputTokens = openai.operations.find(({ name }) => name === "input_tokens")!;
  expect(native(count, { messages: [asked, said(foreign, text)] })).toMatchObject({ request: { messages: [asked, said(text)] } });
  expect(native(inputTokens, { input: [{ type: "reasoning", id: "rs_headgate_1_0", summary: [] }] })).toMatchObject({
    request: { input: [] },
  });
});

describe("messages", () => {
  test.each([
    ["signed thinking", { messages: [asked, said(signed, text)] }],
    ["a user who writes the mark", { messages: [{ role: "user", content: "headgate-unsigned" }] }],
    ["a body that is none", ["headgate-unsigned"]],
    ["messages that are none", { messages: "headgate-unsigned" }],
  ])("%s stays as it is", (_name, request) => {
    expect(native(messages, request)).toBeUndefined();
  });

  test("thinking that nobody has signed goes, and is told", () => {
    const request = { model: "m", thinking, messages: [asked, said(foreign, text), asked], top_k: 1 };
    expect(native(messages, request)).toEqual({
      request: { model: "m", thinking, messages: [asked, said(text), asked], top_k: 1 },
      lost: ["reasoning messages.1.content.0"],
    });
  });

  test.each([
    ["amid a tool loop without its thinking the model is not told to think", [asked, said(foreign, use), result], "disabled"],
    ["amid one that began with its own it goes on", [asked, said(foreign, text), asked, said(signed, use), result], "enabled"],
  ])("%s", (_name, all, type) => {
    expect(native(messages, { thinking, messages: all })).toMatchObject({ request: { thinking: { type } } });
  });

  test("a model that always thinks is not told that it must not", () => {
    const request = { model: "anthropic/claude-opus-5-5", thinking, messages: [asked, said(foreign, use), result] };
    expect(native(messages, request)).toEqual({
      request: { model: "anthropic/claude-opus-5-5", messages: [asked, said(use), result] },
      lost: ["reasoning messages.1.content.0", "reasoning-settings thinking"],
    });
  });

  test("a turn of nothing else goes whole", () => {
    expect(native(messages, { messages: [asked, said(foreign), asked] })).toMatchObject({
      request: { messages: [asked, asked] },
    });
  });
});

describe("responses", () => {
  const own = { type: "reasoning", id: "rs_1", summary: [] };
  const other = { type: "reasoning", id: "rs_headgate_msg_1_0", summary: [] };

  test("reasoning of others goes, OpenAI's own and everything else stays", () => {
    const input = [{ role: "user", content: "rs_headgate_" }, own, other, { type: "function_call", id: "fc_1" }];
    expect(native(responses, { input, store: true })).toEqual({
      request: { input: input.filter((item) => item !== other), store: true },
      lost: ["reasoning input.2"],
    });
  });

  test("without any of it the bytes stay", () => {
    expect(native(responses, { input: [{ role: "user", content: "rs_headgate_" }, own] })).toBeUndefined();
    expect(native(responses, { input: "rs_headgate_" })).toBeUndefined();
  });
});

test("what others gave a client of Gemini is taken back by it as it is", () => {
  expect(generate.native).toBeUndefined();
  const part = { functionCall: { name: "f", args: {} }, thoughtSignature: "skip_thought_signature_validator" };
  const read = generate.format!.readRequest({ contents: [{ role: "model", parts: [part] }] }, { model: "m", stream: false });
  expect(read.lost).toEqual([]);
});

test("whatever the body is, it is a request again or left alone", () => {
  const marks = fc.constantFrom("headgate-unsigned", "rs_headgate_1", "thinking", "reasoning", "assistant");
  const key = fc.constantFrom("messages", "input", "content", "type", "signature", "id", "thinking");
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(marks, fc.jsonValue()),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(any, (request) => {
      for (const operation of [messages, responses]) {
        const found = operation.native?.(Buffer.from(JSON.stringify(request)));
        if (!found) continue;
        expect(found.lost.every(({ feature }) => feature in features)).toBe(true);
        expect(operation.native!(found.body)).toBeUndefined();
      }
    }),
  );
});
