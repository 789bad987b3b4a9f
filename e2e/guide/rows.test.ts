/** Every row of wire.md 1.1 to 1.4 has a test here that bears its number. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ranges = [
  [1, 18],
  [20, 27],
  [30, 34],
  [40, 50],
] as const;
const numbers = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
const expected = numbers.map((number) => `A${String(number).padStart(2, "0")}`);

test("A01 to A50: none is left out, and none is made up", () => {
  const folder = new URL(".", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== "rows.test.ts");
  const text = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const found = new Set([...text.matchAll(/["'`](A\d\d)\b/g)].map(([, row]) => row));
  expect(found).toEqual(new Set(expected));
});
