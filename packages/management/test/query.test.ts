/** What the query of a list may be, and what is said of one that is wrong. */
import { RefusalError } from "@headgate/core";
import { oneOf, page, readQuery, wholeNumber } from "@headgate/management";
import { exchangeOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { z } from "zod";

const schema = z.object({
  ...page,
  status: wholeNumber(100, 599),
  order: oneOf("asc", "desc").optional(),
  search: z.string().max(200).optional(),
});
const asked = (query: string): object => readQuery(exchangeOf({ query }), schema);
const usual = { limit: 100, offset: 0 };

test.each<readonly [string, object]>([
  ["", usual],
  ["limit=5&offset=10", { limit: 5, offset: 10 }],
  ["status=404&order=desc&search=a%20b", { ...usual, status: 404, order: "desc", search: "a b" }],
  ["limit=&order=", usual],
  ["colour=red&colour=blue&__proto__=1", usual],
])("%j is read without what is empty or unknown", (query, expected) => {
  expect(asked(query)).toEqual(expected);
});

test.each([
  ["limit=0", "limit", 'limit is "0"; expected a whole number from 1 to 1000'],
  ["limit=1001", "limit", 'limit is "1001"; expected a whole number from 1 to 1000'],
  ["limit=ten", "limit", 'limit is "ten"; expected a whole number from 1 to 1000'],
  ["offset=-1", "offset", 'offset is "-1"; expected a whole number from 0 to 999999999'],
  ["offset=1.5", "offset", 'offset is "1.5"; expected a whole number from 0 to 999999999'],
  ["offset=1e3", "offset", 'offset is "1e3"; expected a whole number from 0 to 999999999'],
  ["order=up", "order", 'order is "up"; expected one of asc, desc'],
  ["limit=1&limit=1", "limit", "limit is given more than once; expected one value"],
  [`search=${"x".repeat(201)}`, "search", `search is "${"x".repeat(100)}"; expected string to have <=200 characters`],
])("%j is a 400 that says what was found and expected", (query, param, message) => {
  const refusal = { status: 400, code: "invalid_value", type: "invalid_request_error", param, message };
  expect(() => asked(query)).toThrow(RefusalError);
  expect(() => asked(query)).toThrow(expect.objectContaining({ refusal: expect.objectContaining(refusal) }));
});

test("a document names the bounds, and nothing that must be given", () => {
  const { properties, required } = z.toJSONSchema(z.object(page), { io: "input" });
  expect(properties!["limit"]).toMatchObject({ type: "integer", minimum: 1, maximum: 1000, default: 100 });
  expect(required).toBeUndefined();
});

test("a parameter that must be given is named when it is not", () => {
  const must = z.object({ id: z.string() });
  expect(() => readQuery(exchangeOf({}), must)).toThrow("id is required");
});
