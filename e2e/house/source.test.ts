/** Keeps source files small, well named, introduced by one sentence, and free of `any`. */
import { join, normalize, dirname, isAbsolute, relative } from "node:path";

import { expect, test } from "vitest";

import { nodesOf, textOf } from "./syntax.ts";
import { filesBelow, published, read, root, workspaces } from "./workspaces.ts";

const CEILING = 200;
const MEDIAN = 80;

const source = published.flatMap((one) => one.src);
const everything = [...workspaces.flatMap((one) => [...one.src, ...one.rest]), ...filesBelow("scripts"), ...filesBelow(".ci")];

test("no source file is longer than 200 lines", () => {
  const long = source.map((path) => ({ path, lines: linesOf(path) })).filter(({ lines }) => lines > CEILING);
  expect(long.map(({ path, lines }) => `${path} has ${lines} lines; expected at most ${CEILING}`)).toEqual([]);
});

test("half of the source files fit in 80 lines", () => {
  const lines = source.map(linesOf).toSorted((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(MEDIAN);
});

test("no file or folder is called utils, helpers or manager", () => {
  const vague = /(^|[-_./])(utils?|helpers?|managers?)(?=[-_./]|$)/i;
  expect(everything.filter((path) => vague.test(path))).toEqual([]);
});

test("every source file opens with a sentence that says what it is for", () => {
  const silent = source.filter((path) => !/^(#!.*\n)?\/\*\*\s[^]*?\w[^]*?[.:)`]\s*(\n[^]*?)?\*\//.test(read(path)));
  expect(
    silent.map((path) => `${path}:1 starts with ${JSON.stringify(read(path).split("\n", 1)[0])}; expected /** … */`),
  ).toEqual([]);
});

test("no source file says any", () => {
  const loose = source.flatMap(nodesOf).filter(({ node }) => node.type === "TSAnyKeyword");
  expect(loose.map(({ at }) => `${at} says any; expected a type, or unknown`)).toEqual([]);
});

test("no file names a path outside the repository", () => {
  const wrong = everything
    .filter((path) => path.endsWith("ts"))
    .flatMap(nodesOf)
    .filter(({ at, node }) => leaves(at, textOf(node) ?? ""));
  expect(
    wrong.map(({ at, node }) => `${at} names ${JSON.stringify(textOf(node))}; expected a copy inside the repository`),
  ).toEqual([]);
});

/** Relative paths are resolved from the file's own folder. */
function leaves(at: string, text: string): boolean {
  if (/^\/(work|root|home)\//.test(text)) return true;
  if (!text.startsWith("../")) return false;
  const folder = dirname(at);
  const inside = normalize(join(root, folder, text));
  return relative(root, inside).startsWith("..") || isAbsolute(relative(root, inside));
}

function linesOf(path: string): number {
  return read(path).trimEnd().split("\n").length;
}
