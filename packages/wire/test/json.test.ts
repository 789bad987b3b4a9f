/** What is JSON and what is not. */
import { describe, expect, it } from "vitest";
import { isJson } from "../src/index.ts";

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
