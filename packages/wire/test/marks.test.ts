/** What a frame notices while it is checked. */
import { array, assert as check, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { Frames } from "../src/index.ts";

function marksOf(json: string): { error: boolean; usage: boolean; json: boolean } {
  const seen: { error: boolean; usage: boolean; json: boolean }[] = [];
  new Frames(10_000).push(Buffer.from(`data: ${json}\n\n`), (frame) => seen.push({ json: frame.json, ...frame.marks }));
  return seen[0]!;
}

test.each([
  ['{"usage":{"a":1}}', { usage: true, error: false }],
  ['{"usage" : null}', { usage: false, error: false }],
  ['{"usage": null, "more": [{"usage": 0}]}', { usage: true, error: false }],
  ['{"content":"the \\"usage\\" and the \\"error\\" of it"}', { usage: false, error: false }],
  ['{"finish_reason":"error"}', { usage: false, error: true }],
  ['{"word":"usage"}', { usage: false, error: false }],
  ['{"errors":1,"erro":2,"usages":3}', { usage: false, error: false }],
  ['{"error":null}', { usage: false, error: true }],
])("%s", (json, expected) => {
  expect(marksOf(json)).toEqual({ json: true, ...expected });
});

test("nothing is left over from the frame before", () => {
  const json = constantFrom('{"usage":1}', '{"error":1}', "{}", '{"a":"b"}');
  check(
    property(array(json, { minLength: 1, maxLength: 9 }), (all) => {
      const seen: (readonly boolean[])[] = [];
      new Frames(10_000).push(Buffer.from(all.map((one) => `data: ${one}\n\n`).join("")), (frame) => {
        seen.push([frame.json, frame.marks.error, frame.marks.usage]);
      });
      expect(seen).toEqual(all.map((one) => [true, one.includes("error"), one.includes("usage")]));
    }),
  );
});
