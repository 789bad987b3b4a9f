/** Usage is the top-level one, whatever else in an answer looks like it. */
import { describe, expect, it } from "vitest";
import { hasToken, isJson, tailMember, usageOf } from "../src/index.ts";
import { compare, damaged, document, parsed, pick, placed, seeded } from "./documents.ts";

const read = (text: string) => usageOf(Buffer.from(text));

/** A spelling of `usage` that the native search does not find, and is not meant to. */
const ESCAPED_KEY = /"(?=[^"]*\\u00)(?:[usage]|\\u00[67][0-9a-f])+"\s*:/;

describe("usage of an answer", () => {
  it.each([
    ["at the end", '{"id":"x","usage":{"input":1}}', { input: 1 }],
    ["in front", '{"usage":{"input":1},"choices":[{"a":"}"}]}\n', { input: 1 }],
    ["with white space", '{ "usage" :\n { "input" : 1 } }', { input: 1 }],
    ["with explicit zeros", '{"usage":{"input":0,"details":{"cached":0}}}', { input: 0, details: { cached: 0 } }],
    ["before a nested look-alike", '{"usage":{"input":1},"choices":[{"usage":{"input":9}}]}', { input: 1 }],
    ["before a nested null", '{"usage":{"input":1},"choices":[{"usage":null}]}', { input: 1 }],
    ["before a quoted look-alike", '{"usage":{"input":1},"text":"\\"usage\\":{\\"input\\":9}}"}', { input: 1 }],
    ["before the word as a value", '{"usage":{"input":1},"object":"usage"}', { input: 1 }],
    ["holding a member of its own name", '{"usage":{"usage":{"input":9},"input":1}}', { usage: { input: 9 }, input: 1 }],
    ["before a hundred look-alikes", `{"usage":{"input":1},"a":[${'{"usage":{}},'.repeat(100)}0]}`, { input: 1 }],
    ["null", '{"usage":null}', undefined],
    ["a number", '{"usage":5}', undefined],
    ["an array", '{"usage":[5]}', undefined],
    ["absent", '{"id":"x"}', undefined],
    ["only nested", '{"a":{"usage":{"input":9}}}', undefined],
    ["only quoted", '{"a":"{\\"usage\\":{\\"input\\":9}}"}', undefined],
    ["inside an array", '[{"usage":{"input":9}}]', undefined],
    ["cut short", '{"usage":{"input":1', undefined],
    ["in an answer cut short", '{"usage":{"input":1}', undefined],
    ["in front of garbage", '{"usage":{"input":1}}}', undefined],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it("agrees with JSON.parse on 20 000 documents, half of them damaged", { timeout: 20_000 }, () => {
    const random = seeded(5);
    const faults: string[] = [];
    let found = 0;
    for (let run = 0; run < 20_000; run++) {
      const usage = `"usage":${pick(random, ['{"input":0,"output":3}', '{"a":{"usage":{}}}', "null", "7"])}`;
      const text = document(random, 6).text.replace("{", (brace) => (random() < 0.5 ? `${brace}${usage},` : brace));
      const closed = random() < 0.5 ? text.replace(/([^{\s])\s*\}\s*$/, `$1,${usage}}`) : text;
      const bytes = placed(random, random() < 0.5 ? Buffer.from(closed) : damaged(random, Buffer.from(closed)));
      const whole = parsed(bytes);
      const actual = usageOf(bytes);
      if (!whole.ok || ESCAPED_KEY.test(bytes.toString())) continue;
      const value = Object.getOwnPropertyDescriptor(Object(whole.value), "usage")?.value as unknown;
      const expected = typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
      if (expected !== undefined) found++;
      compare(faults, actual, expected, bytes.toString());
    }
    expect(faults).toEqual([]);
    expect(found).toBeGreaterThan(2_000);
  });

  it("reads other members of that place by name", () => {
    expect(tailMember(Buffer.from('{"usageMetadata":{"n":1},"modelVersion":"x"}'), "usageMetadata")).toEqual({ n: 1 });
  });
});

describe("a token", () => {
  it.each([
    ['{"error":1}', true],
    ['["error"]', true],
    ['{"text":"\\"error\\"", "error":1}', true],
    ['{"text":"\\"error\\""}', false],
    ['{"errors":1}', false],
    ["", false],
  ])("in %s is found: %s", (text, expected) => {
    expect(hasToken(Buffer.from(text), "error")).toBe(expected);
  });
});

describe("JSON", () => {
  it.each([
    ['{"a":"é"}', true],
    [" [1]\n", true],
    ['"a"', false],
    ["1", false],
    ["[DONE]", false],
    ['{"a":1', false],
    ["{]", false],
    ["", false],
  ])("%s is an object or array: %s", (text, expected) => {
    expect(isJson(Buffer.from(text))).toBe(expected);
  });
});
