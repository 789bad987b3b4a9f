/** Google's OpenAPI schemas as JSON schema. */
import { Unreadable } from "@headgate/dialects";
import { expect, test } from "vitest";
import { asking, read } from "./frames.ts";

function schemaOf(parameters: unknown): unknown {
  return read(asking({ tools: [{ functionDeclarations: [{ name: "f", parameters }] }] })).tools[0]?.parameters;
}

test.each<[object, object]>([
  [{ type: "OBJECT" }, { type: "object" }],
  [{ type: "TYPE_UNSPECIFIED", description: "d" }, { description: "d" }],
  [
    { type: "ARRAY", items: { type: "STRING" }, minItems: "1", maxItems: 9 },
    { type: "array", items: { type: "string" }, minItems: 1, maxItems: 9 },
  ],
  [
    { type: "ARRAY", min_items: "1" },
    { type: "array", minItems: 1 },
  ],
  [
    { type: "STRING", format: "enum", enum: ["A", "B"], nullable: true },
    { type: ["string", "null"], enum: ["A", "B", null] },
  ],
  [
    { type: "STRING", format: "date-time", nullable: false },
    { type: "string", format: "date-time" },
  ],
  [{ anyOf: [{ type: "STRING" }], nullable: true }, { anyOf: [{ type: "string" }, { type: "null" }] }],
  [{ any_of: [{ type: "NUMBER" }, { type: "INTEGER" }] }, { anyOf: [{ type: "number" }, { type: "integer" }] }],
  [
    { type: "OBJECT", properties: { a: { type: "STRING" }, b: { type: "STRING" } }, propertyOrdering: ["b", "a", "toString"] },
    { type: "object", properties: { b: { type: "string" }, a: { type: "string" } } },
  ],
  [
    { type: "STRING", example: "x" },
    { type: "string", examples: ["x"] },
  ],
  [
    { type: "OBJECT", defs: { n: { type: "STRING" } }, properties: { a: { ref: "#/defs/n" } } },
    { type: "object", $defs: { n: { type: "string" } }, properties: { a: { $ref: "#/$defs/n" } } },
  ],
  [
    { type: "object", additionalProperties: false, $defs: {} },
    { type: "object", additionalProperties: false, $defs: {} },
  ],
  [
    { properties: { type: { type: "STRING" }, nullable: { type: "STRING" } } },
    { properties: { type: { type: "string" }, nullable: { type: "string" } } },
  ],
])("%j is %j", (google, json) => {
  expect(JSON.stringify(schemaOf(google))).toBe(JSON.stringify(json));
});

test("names of prototypes are names", () => {
  const google = JSON.parse(
    '{"type":"OBJECT","properties":{"__proto__":{"type":"STRING"},"constructor":{"type":"STRING"}}}',
  ) as object;
  expect(JSON.stringify(schemaOf(google))).toBe(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
  );
});

test("one deeper than anybody means is refused", () => {
  const deep = JSON.parse(`${'{"items":'.repeat(5000)}{}${"}".repeat(5000)}`) as object;
  expect(() => schemaOf(deep)).toThrow(Unreadable);
});
