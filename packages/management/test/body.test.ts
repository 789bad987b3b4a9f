/** What a management body may be, and what is said of one that is something else. */
import { RefusalError } from "@headgate/core";
import { type BodyOptions, readBody } from "@headgate/management";
import { exchangeOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { z } from "zod";

const schema = z.object({
  name: z.string("name is required").min(1, "name cannot be empty"),
  size: z.int().optional(),
  parts: z.array(z.object({ colour: z.string() })).optional(),
});
const nothing = { start() {}, pause() {}, resume() {}, cancel() {} };
const exchange = (text: string) => exchangeOf({ body: { size: text.length, bytes: Buffer.from(text), open: () => nothing } });
const read = (body: unknown, options?: BodyOptions) => readBody(exchange(JSON.stringify(body)), schema, options);

function refusalOf(run: () => unknown): object {
  try {
    run();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
  }
  throw new Error("nothing was refused");
}

test.each<readonly [string, unknown, object]>([
  ["a field that lacks", {}, { code: "missing_required_parameter", param: "name", message: "name is required" }],
  ["the schema's own words", { name: "" }, { code: "invalid_value", param: "name", message: "name cannot be empty" }],
  ["a value of another type", { name: "a", size: "b" }, { param: "size", message: "size: expected number, received string" }],
  ["a place deep inside", { name: "a", parts: [{}] }, { param: "parts.0.colour" }],
])("%s is a 400 that names it", (_what, body, said) => {
  expect(refusalOf(() => read(body))).toMatchObject({ status: 400, type: "invalid_request_error", ...said });
});

test.each(["", "{", "[]", "null", '"text"'])("%j is no JSON object", (text) => {
  expect(refusalOf(() => readBody(exchange(text), schema))).toMatchObject({ status: 400, code: "invalid_json" });
});

test("no body at all is an empty one where that will do", () => {
  expect(readBody(exchange(""), z.object({}), { optional: true })).toEqual({ body: {}, warnings: [] });
});

test("what no schema knows is ignored, and named, but not what is only told", () => {
  const sent = { name: "a", id: "1", __proto__: 1, parts: [{ colour: "red", shape: 1 }], extra: { deep: 1 } };
  expect(read(sent, { readOnly: ["id"] })).toEqual({
    body: { name: "a", parts: [{ colour: "red" }] },
    warnings: ["parts.0.shape: unknown field, ignored", "extra: unknown field, ignored"],
  });
});

test("a body of nothing but unknown fields is not repeated whole", () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${"x".repeat(200)}${i}`, i]));
  const { warnings } = read({ name: "a", ...many });
  expect([warnings.length, Math.max(...warnings.map(({ length }) => length))]).toEqual([20, 124]);
});
