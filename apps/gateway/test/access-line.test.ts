/** The hand-written line says what a serializer would. */
import type { Access } from "@headgate/http";
import { constantFrom, assert as check, dictionary, integer, option, property, record, string } from "fast-check";
import { expect, test } from "vitest";
import { accessLine } from "../src/access-line.ts";

const access = record({
  id: constantFrom("r1", "6128e2c8-fd59-4d18-a7fd-156e33834119"),
  method: constantFrom("GET", "POST"),
  path: string(),
  operation: option(string(), { nil: undefined }),
  status: integer({ min: 100, max: 599 }),
  ended: constantFrom<Access["ended"]>("complete", "cut", "aborted"),
  ms: integer(),
  bytes: integer({ min: 0 }),
  provider: option(constantFrom("openai", "a-b_c"), { nil: undefined }),
  model: string({ unit: "binary" }),
  credential: option(string(), { nil: undefined }),
  usage: option(dictionary(constantFrom("input", "output", "cache_read"), integer()), { nil: undefined }),
  error: option(record({ code: string(), by: string() }), { nil: undefined }),
});

test("is one line of JSON that holds every field as it is, whatever a client wrote", () => {
  check(
    property(access, (fields) => {
      const line = accessLine(5, fields);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      const { model, ...rest } = fields;
      const whole = { level: 30, time: 5, msg: "request", ...rest, ...(fields.provider === undefined ? {} : { model }) };
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
  );
});
