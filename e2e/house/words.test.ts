/** Keeps the tables of packages/words/README.md true: every key and service, by name, slot, giver and durability. */
import { expect, test } from "vitest";

import { read, workspaces } from "./workspaces.ts";

type Row = readonly string[];

const folder = "packages/words";
const sources = workspaces.find((one) => one.folder === folder)!.src.map(read);
const plugins = workspaces.filter((one) => one.group === "plugins");
const readme = read(`${folder}/README.md`).split("\n");

test("lists every key: its slot, the plugins that give it, and whether it is durable", () => {
  const rows = rowsOf("Key").map(([name, slot, , giver, durable]) => [name, slot, giver, durable]);
  const expected = declared("Key").map(([name, slot, durable]) => {
    // The shared budget belongs to nobody: whoever needs it first makes it.
    const giver = name === "Attempts" ? "`takeAttempt`" : pluginsThat("gives", name);
    return [`\`${name}\``, `\`${slot}\``, giver, durable ? "yes" : "no"];
  });
  expect(new Set(rows)).toEqual(new Set(expected));
});

test("lists every service: its name, and the plugins that offer it or else the gateway", () => {
  const rows = rowsOf("Service").map(([name, slot, , giver]) => [name, slot, giver]);
  const expected = declared("Service").map(([name, slot]) => {
    return [`\`${name}\``, `\`${slot}\``, pluginsThat("offers", name) || "the gateway"];
  });
  expect(new Set(rows)).toEqual(new Set(expected));
});

function declared(kind: "Key" | "Service"): readonly (readonly [name: string, slot: string, durable: boolean])[] {
  const declaration = new RegExp(`export const (\\w+): ${kind}<.*> = \\w+<.*>\\("([\\w-]+)"(, \\{ durable: true \\})?\\);`, "g");
  return sources.flatMap((source) =>
    Array.from(source.matchAll(declaration), ([, name = "", slot = "", durable]) => [name, slot, durable !== undefined] as const),
  );
}

/** The rows of the table whose first heading is `heading`, as their cells. */
function rowsOf(heading: string): readonly Row[] {
  const first = readme.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2;
  const end = readme.findIndex((line, at) => at >= first && !line.startsWith("|"));
  return readme.slice(first, end).map((line) => line.slice(2, -2).split(" | "));
}

/** Their short names, by what their specs say. */
function pluginsThat(list: "gives" | "offers", name: string): string {
  const spec = new RegExp(`^ {2}${list}: \\[(?:.*, )?${name}(?:, .*)?\\]`, "m");
  const found = plugins.filter(({ src }) => src.some((path) => spec.test(read(path))));
  return found.map((one) => one.folder.slice("plugins/".length)).join(", ");
}
