/** Finding a token in frames: the same answers as looking at each frame alone. */
import { array, assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { Frames, hasToken, TokenFinder } from "../src/index.ts";

test.each([
  ['{"usage":{"a":1}}', true, true],
  ['{"usage": null}', true, false],
  ['{"usage" : null, "more": {"usage": 0}}', true, true],
  ['{"content":"the \\"usage\\" of it"}', false, false],
  ['{"finish_reason":"usage"}', true, false],
  ['{"users":1}', false, false],
])("%s holds it: %s, with a value: %s", (json, holds, valued) => {
  const finder = new TokenFinder("usage");
  const answers: boolean[] = [];
  new Frames(1000).push(Buffer.from(`data: ${json}\n\n`), (frame) => answers.push(finder.in(frame), finder.valued(frame)));
  expect(answers).toEqual([holds, valued]);
});

const line = constantFrom('{"usage":1}', '{"usage":null}', '{"other":"\\"usage\\""}', "{}", '{"a":"usage"}');

test("agrees with a search of each frame alone, however the frames are cut into chunks", () => {
  assert(
    property(array(line, { maxLength: 12 }), array(nat(40), { maxLength: 8 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((json) => `data: ${json}\n\n`).join(""));
      const finder = new TokenFinder("usage");
      const frames = new Frames(1000);
      const found: boolean[] = [];
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        frames.push(bytes.subarray(from, Math.min(bytes.length, from + cut)), (frame) => found.push(finder.in(frame)));
        from = Math.min(bytes.length, from + cut);
      }
      expect(found).toEqual(lines.map((json) => hasToken(Buffer.from(json), "usage")));
    }),
  );
});
