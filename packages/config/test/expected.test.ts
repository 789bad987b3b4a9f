/** What a message or the docs say a value should be has every bound that its schema sets. */
import { expect, it } from "vitest";
import { z } from "zod";
import { phrase } from "../src/expected.ts";
import { toJsonSchema } from "../src/json-schema.ts";

it.each<readonly [wanted: string, schema: z.ZodType]>([
  ["a number", z.number()],
  ["an integer", z.int()],
  ["an integer from 0 to 65535", z.int().min(0).max(65_535)],
  ["an integer of at least 0", z.int().min(0)],
  ["a number of at most 5", z.number().max(5)],
  ["a number above 0", z.number().positive()],
  ["a number below 0", z.number().negative()],
  ["an integer above 0", z.int().positive()],
  ["a number above 0 and of at most 1", z.number().gt(0).max(1)],
  ["a number of at least 0 and below 1", z.number().min(0).lt(1)],
  ["a number above 0 and below 1", z.number().gt(0).lt(1)],
  ["a number of at least 1", z.number().gt(0).min(1)],
  ["an integer of at least 5 in steps of 5", z.int().min(5).multipleOf(5)],
  ["a number in steps of 0.5", z.number().multipleOf(0.5)],
  ["a string", z.string()],
  ["a non-empty string", z.string().min(1)],
  ["a string of at least 16 characters", z.string().min(16)],
  ["a string of at most 255 characters", z.string().max(255)],
  ["a string of 1 to 255 characters", z.string().min(1).max(255)],
  ["a string of exactly 1 character", z.string().length(1)],
  ["a list", z.array(z.int())],
  ["a non-empty list", z.array(z.int()).min(1)],
  ["a list of 1 to 3 items", z.array(z.int()).min(1).max(3)],
  ["a list of at most 3 items", z.array(z.int()).max(3)],
  ["a list of exactly 2 items", z.tuple([z.int(), z.int()])],
])("%s", (wanted, schema) => {
  expect(phrase(toJsonSchema(schema))).toBe(wanted);
});
