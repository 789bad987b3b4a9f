/** What a command is given: a slip of the hand is told, not passed over. */
import { describe, expect, test } from "vitest";
import { columns } from "../src/commands/columns.ts";
import { expiryAfter } from "../src/commands/expiry.ts";
import { strictly } from "../src/commands/strictly.ts";

const defined = {
  name: { type: "positional" },
  expires: { type: "string" },
  config: { type: "string", alias: "c" },
  "dry-run": { type: "boolean" },
} as const;

describe("options", () => {
  test.each<readonly [string, Record<string, unknown>]>([
    ["none", {}],
    ["one with its alias", { config: "a", c: "a" }],
    ["one of two words, which comes both ways", { "dry-run": true, dryRun: true }],
  ])("%s are taken", (_what, given) => {
    expect(() => strictly({ _: ["a"], ...given }, defined)).not.toThrow();
  });

  test.each<readonly [string, Record<string, unknown>, readonly string[], string]>([
    ["that is misspelt", { expire: true }, [], "unknown option --expire; expected --expires, --config, --dry-run"],
    ["of one letter", { n: true }, [], "unknown option -n; expected"],
    ["without its value", { expires: "" }, [], "--expires needs a value"],
    ["that is negated", { config: false }, [], "--config needs a value"],
    ["without its dashes", {}, ["a", "b"], '"b" is one word too many; expected --expires, --config, --dry-run'],
  ])("one %s is refused", (_what, given, words, message) => {
    expect(() => strictly({ _: words, ...given }, defined)).toThrow(message);
  });
});

describe("--expires", () => {
  const hour = 3_600_000;
  test.each([
    ["1h", hour],
    ["90d", 90 * 24 * hour],
    ["2w", 14 * 24 * hour],
    ["36500d", 36_500 * 24 * hour],
  ])("%s from now", (text, ms) => {
    expect(expiryAfter(1000, text)).toBe(1000 + ms);
  });

  test.each(["", "soon", "90", "d", "0d", "-1d", "1.5d", "1e3d", " 1d", "1 d", "6m", "36501d", "9999999999h"])(
    "%j is refused",
    (text) => {
      expect(() => expiryAfter(1000, text)).toThrow(/^--expires is ".*"; expected hours, days or weeks, such as 12h, 90d or 52w/);
    },
  );
});

test("columns are as wide as their widest cell, and no line ends in spaces", () => {
  expect(
    columns(
      ["name", "state"],
      [
        ["a-long-name", "x"],
        ["b", ""],
      ],
    ),
  ).toBe("name         state\na-long-name  x\nb\n");
  expect(columns(["name", "state"], [])).toBe("name  state\n");
});
