/** What OpenAI's models and strict schemas take: nothing is sent, by Chat or Responses, that OpenAI answers with a 400. */
import { type Conversation, type Format, type Loss, openai } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { conversation } from "./chat/bodies.ts";

const formats = ["chat", "responses"].map((name) => [name, formatOf(name)] as const);

function formatOf(name: string): Format {
  return openai.operations.find((operation) => operation.name === name)!.format!;
}
function write(format: Format, fields: Partial<Conversation>): { body: Record<string, unknown>; lost: readonly string[] } {
  const { body, lost } = format.writeRequest(conversation(fields));
  return { body, lost: lost.map(({ feature, field }: Loss) => `${feature}: ${field}`) };
}

describe.each(formats)("%s", (name, format) => {
  const sampling = { temperature: 0.5, topP: 0.9 };
  const sent = { temperature: 0.5, top_p: 0.9 };
  test.each<[string, Partial<Conversation>, object]>([
    ["gpt-4o", {}, sent],
    ["gpt-oss-120b", {}, sent],
    ["olmo-2", {}, sent],
    ["gpt-5-chat-latest", {}, sent],
    ["gpt-5.2", { reasoning: { effort: "none" } }, sent],
    ["gpt-5.2", {}, {}],
    ["gpt-5.2", { reasoning: { effort: "low" } }, {}],
    ["gpt-5", { reasoning: { effort: "none" } }, {}],
    ["openai/gpt-5-mini", {}, {}],
    ["gpt-6-sol", { reasoning: { effort: "none" } }, {}],
    ["o3", {}, {}],
    ["o4-mini", {}, {}],
  ])("a model that reasons samples as it likes, and it is said: %s %j", (model, more, expected) => {
    const { body, lost } = write(format, { model, ...sampling, ...more });
    expect({ temperature: body["temperature"], top_p: body["top_p"] }).toEqual({
      temperature: undefined,
      top_p: undefined,
      ...expected,
    });
    expect(lost).toEqual(expected === sent ? [] : ["sampling: temperature", "sampling: top_p"]);
  });

  test("what it does anyway is no loss", () => {
    expect(write(format, { model: "o3", temperature: 1, topP: 1 }).lost).toEqual([]);
  });

  test("a user of any name has one that fits, always the same", () => {
    const long = `user_${"0123456789abcdef".repeat(8)}_account__session_1`;
    const [first, again, other] = [long, long, `${long}2`].map((user) => String(write(format, { user }).body["user"]));
    expect(first!.length).toBeLessThanOrEqual(64);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(write(format, { user: "ä@b.c" }).body["user"]).toBe("ä@b.c");
  });

  const whole = { type: "object", properties: { a: { type: "array", items: { type: "string" } } }, required: ["a"] };
  const partial = { type: "object", properties: { a: {}, b: {} }, required: ["a"] };
  test.each<[string, Record<string, unknown>, boolean]>([
    ["whole", whole, true],
    ["with a member that may be missing", partial, false],
    ["with such a one within", { ...whole, properties: { a: { anyOf: [{ type: "null" }, partial] } } }, false],
    ["with such a one in a list", { ...whole, properties: { a: { type: "array", items: partial } } }, false],
    ["with such a one to refer to", { ...whole, $defs: { p: partial } }, false],
  ])("a strict schema stays so only where OpenAI takes it: %s", (_name, schema, strict) => {
    const { body, lost } = write(format, {
      output: { kind: "schema", schema, strict: true },
      tools: [{ name: "f", parameters: schema, strict: true }],
    });
    const at = name === "chat" ? "response_format.json_schema.strict" : "text.format.strict";
    expect(JSON.stringify(body).split(`"strict":${strict}`)).toHaveLength(3);
    expect([...lost].sort()).toEqual(strict ? [] : [`output-schema: ${at}`, "tool-settings: tools.0.strict"]);
  });
});

test("Chat calls the system a developer where the model reasons, and sends no penalties", () => {
  const said = { role: "system", parts: [{ kind: "text", text: "T" }] } as const;
  const asked = { system: ["S"], turns: [said], frequencyPenalty: 1, presencePenalty: 1 };
  const { body, lost } = write(formatOf("chat"), { model: "o3", ...asked });
  expect(body).toEqual({
    model: "o3",
    messages: [
      { role: "developer", content: "S" },
      { role: "developer", content: "T" },
    ],
  });
  expect(lost).toEqual(["penalties: frequency_penalty", "penalties: presence_penalty"]);
});

test("a schema may be of any depth and width", () => {
  let schema: Record<string, unknown> = {};
  for (let i = 0; i < 5000; i++) schema = { items: schema };
  const wide = { anyOf: Array.from({ length: 200_000 }, () => ({})), items: schema };
  const { lost } = write(formatOf("responses"), { output: { kind: "schema", schema: wide, strict: true } });
  expect(lost).toEqual([]);
});
