/** Texts of an embeddings request: how long, how many, in every form that the API has. */
import { describe, expect, test } from "vitest";
import { walkItems } from "../src/items.ts";
import * as fc from "fast-check";
import { judge, judgeText } from "./scene.ts";

const tooLong = { status: 400, code: "string_above_max_length", message: "input length must not exceed 8000 characters" };

describe("one text", () => {
  test.each([1, 8000])("of %i characters is taken", async (length) => {
    expect(await judge("embeddings", { input: "a".repeat(length) })).toEqual({ status: 200 });
  });

  test.each([8001, 200_000])("of %i characters is refused", async (length) => {
    expect(await judge("embeddings", { input: "a".repeat(length) })).toMatchObject({ ...tooLong, param: "input" });
  });

  test.each([
    ["an umlaut", "ä"],
    ["an ideogram", "\u4e2d"],
    ["an emoji of two units", "\u{1f600}"],
  ])("is counted in code points: %s", async (_what, letter) => {
    expect((await judge("embeddings", { input: letter.repeat(8000) })).status).toBe(200);
    expect((await judge("embeddings", { input: letter.repeat(8001) })).status).toBe(400);
  });

  test.each([
    ["\\u00e4", 8000],
    ["\\ud83d\\ude00", 8000],
    ["\\\\", 8000],
    ['\\"', 8000],
  ])("is counted as what it says, not as it is written: %s", async (written, most) => {
    const body = (times: number): string => `{"model":"m","input":"${written.repeat(times)}"}`;
    expect((await judgeText("embeddings", body(most))).status).toBe(200);
    expect((await judgeText("embeddings", body(most + 1))).status).toBe(400);
  });

  test.each([
    ["ä", 4000],
    ["\u4e2d", 2666],
    ["a", 8000],
  ])("is counted in bytes where the config says so: %s", async (letter, most) => {
    const options = { input: { unit: "bytes" as const } };
    expect((await judge("embeddings", { input: letter.repeat(most) }, options)).status).toBe(200);
    expect(await judge("embeddings", { input: letter.repeat(most + 1) }, options)).toMatchObject({
      message: "input length must not exceed 8000 bytes",
    });
  });

  test("may be of any length where the config says so", async () => {
    expect((await judge("embeddings", { input: "a".repeat(100_000) }, { input: { maxLength: false } })).status).toBe(200);
  });

  test("is required", async () => {
    const refused = { status: 400, message: "input is required", param: "input", code: "missing_required_parameter" };
    expect(await judge("embeddings", { input: "" })).toMatchObject(refused);
  });
});

describe("a list", () => {
  test.each<readonly [what: string, input: unknown]>([
    ["texts", ["a", "b".repeat(8000)]],
    ["tokens", [1, 2, 3]],
    ["more tokens than inputs are allowed", Array.from({ length: 5000 }, (_, i) => i)],
    ["lists of tokens", [[1, 2], [3]]],
    ["objects, which some providers take", [{ text: "a".repeat(9000) }]],
    ["2048 texts", Array.from({ length: 2048 }, () => "a")],
  ])("of %s is taken", async (_what, input) => {
    expect(await judge("embeddings", { input })).toEqual({ status: 200 });
  });

  test("has each of its texts judged, all of them at once", async () => {
    const input = ["a", "a".repeat(8001), "b", "", "c"];
    expect(await judge("embeddings", { input })).toMatchObject({
      status: 400,
      param: "input[1]",
      code: "invalid_value",
      message: "input length must not exceed 8000 characters: input[1]; input is required: input[3]",
      details: [{ param: "input[1]" }, { param: "input[3]", code: "missing_required_parameter" }],
    });
  });

  test.each<readonly [what: string, input: readonly unknown[]]>([
    ["texts", Array.from({ length: 2049 }, () => "")],
    ["lists of tokens", Array.from({ length: 2049 }, () => [1])],
  ])("of 2049 %s is refused as one fault", async (_what, input) => {
    expect(await judge("embeddings", { input })).toEqual({
      status: 400,
      message: "input must not have more than 2048 items",
      param: "input",
      code: "array_above_max_length",
      details: undefined,
    });
  });

  test("names a hundred faults at most", async () => {
    const { details } = await judge("embeddings", { input: Array.from({ length: 2000 }, () => "") });
    expect(details).toHaveLength(100);
  });

  test("may have any length where the config says so, and then only one of one", async () => {
    const input = Array.from({ length: 3000 }, () => "a");
    expect((await judge("embeddings", { input }, { input: { maxItems: false } })).status).toBe(200);
    expect((await judge("embeddings", { input: ["a", "b"] }, { input: { maxItems: 1 } })).status).toBe(400);
    expect((await judge("embeddings", { input: [1, 2] }, { input: { maxItems: 1 } })).status).toBe(200);
    expect((await judge("embeddings", { input: ["a"] }, { input: { maxItems: 1 } })).status).toBe(200);
  });
});

test("a walk over any list sees its items as a parser does", () => {
  const space = fc.constantFrom("", " ", "\n\t ");
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), space, (list, gap) => {
      const bytes = Buffer.from(`[${gap}${list.map((item) => JSON.stringify(item)).join(`${gap},${gap}`)}${gap}]`);
      const seen: unknown[] = [];
      walkItems(bytes, 0, bytes.length, (start, end, index) => {
        expect(index).toBe(seen.length);
        seen.push(JSON.parse(bytes.toString("utf8", start, end)));
        return true;
      });
      expect(JSON.stringify(seen)).toBe(JSON.stringify(list));
    }),
  );
});
