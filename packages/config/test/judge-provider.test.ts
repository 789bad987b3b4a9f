/** A provider from elsewhere is judged as the file's would be. */
import { expect, test } from "vitest";
import { judgeProvider, parseConfig } from "../src/index.ts";

const baseUrl = "https://a.test/v1";

test("a good one is what the file would make of it", () => {
  const raw = { baseUrl, keys: [{ name: "k", value: "env.KEPT" }], timeouts: { idleMs: 5 } };
  const { providers } = parseConfig({ providers: { a: raw } }, { KEPT: "env.KEPT" });
  expect(judgeProvider("a", raw)).toEqual({ provider: providers["a"], issues: [] });
});

test.each<[string, object, readonly string[]]>([
  ["a/b", { baseUrl }, ["name: found a string, expected a name of letters, digits, - and _"]],
  ["", { baseUrl }, ["name: found an empty string, expected a name of letters, digits, - and _"]],
  ["a", {}, ["baseUrl: found nothing, expected an http or https URL without credentials, query or fragment"]],
  [
    "a",
    { baseUrl, concurrency: 0, keys: [{ name: "k", value: 1 }], timeouts: { idle: 1 } },
    [
      "keys[0].value: found a number, expected a non-empty string",
      'timeouts.idle: found the unknown key "idle", expected one of headersMs, firstEventMs, idleMs, totalMs',
      "concurrency: found 0, expected an integer of at least 1",
    ],
  ],
  [
    "a",
    {
      baseUrl,
      keys: [
        { name: "k", value: "s" },
        { name: "l", value: "s" },
      ],
    },
    ["keys[1].value: found the value of keys[0] again, expected a value of its own"],
  ],
])("%j %j: every fault is reported", (name, raw, expected) => {
  const { provider, issues } = judgeProvider(name, raw);
  expect(provider).toBeUndefined();
  expect(issues.map(({ path, found, expected: wanted }) => `${path}: found ${found}, expected ${wanted}`)).toEqual(expected);
});
