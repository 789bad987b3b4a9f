/** What the README says of the order of faults is so. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generationFields, type NumberField, numberFields } from "../src/fields.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const table = [...readme.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = ""]) =>
  Array.from(names.matchAll(/`(\w+)`/g), ([, name]) => name!),
);

test.each<readonly [operation: string, fields: readonly NumberField[]]>([
  ...numberFields,
  ["Gemini's settings", generationFields],
])("%s: faults are reported in the order of its table", (_operation, fields) => {
  const places = fields.map(({ rule }) => table.indexOf(rule));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
