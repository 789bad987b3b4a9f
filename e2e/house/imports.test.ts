/** Enforces the direction of imports: every import of every file is checked against the graph of design.md, section 9. */
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path";

import { describe, expect, test } from "vitest";

import { allowed, HOMES, isPlaced } from "./direction.ts";
import { type Import, importsAmong, importsOf } from "./imports.ts";
import { nodesIn } from "./syntax.ts";
import { type Workspace, workspaces } from "./workspaces.ts";

const houseNames = new Set(workspaces.map((one) => one.manifest.name));
const lowest = ["packages/core", "packages/wire"];
const libraries = workspaces.filter((one) => ["packages", "plugins"].includes(one.group));

test("every package has a place in the graph", () => {
  const lost = workspaces.filter((one) => !isPlaced(one)).map((one) => one.folder);
  expect(lost, "add them to design.md section 9 and to direction.ts").toEqual([]);
});

describe.each(workspaces.map((one) => [one.folder, one] as const))("%s", (_folder, one) => {
  const source = one.src.flatMap(importsOf);
  const all = [...source, ...one.rest.flatMap(importsOf)];

  test("imports only the packages below it", () => {
    const names = allowed(one);
    const wrong = source.filter(({ from }) => from !== undefined && houseNames.has(from) && !names.includes(from));
    expect(say(wrong, `one of ${names.join(", ") || "none"}`)).toEqual([]);
  });

  test("stays inside its own folder with relative paths", () => {
    const wrong = all.filter((found) => found.specifier.startsWith(".") && !staysInside(one, found));
    expect(say(wrong, "the package's name, or a path below its own folder")).toEqual([]);
  });

  test("reaches other packages only through what their exports list", () => {
    const wrong = all.filter((found) => found.from !== undefined && houseNames.has(found.from) && !isExported(found));
    expect(say(wrong, "an entry of that package's exports")).toEqual([]);
  });

  test("writes node: before the parts of Node", () => {
    const wrong = all.filter(({ specifier }) => isBuiltin(specifier) && !specifier.startsWith("node:"));
    expect(say(wrong, "node:<name>")).toEqual([]);
  });

  test("leaves h3, undici and listhen where they live", () => {
    // Scenarios and benches compare with the bare libraries: they may import anything.
    const judged = ["benchmarks", "e2e"].includes(one.group) ? one.src : [...one.src, ...one.rest];
    const wrong = judged
      .flatMap(importsOf)
      .filter(({ from }) => from !== undefined && from in HOMES && !HOMES[from]?.includes(one.folder));
    expect(say(wrong, `nowhere but in ${JSON.stringify(HOMES)}`)).toEqual([]);
  });
});

test.each(lowest)("%s imports nothing at run time", (folder) => {
  const one = workspaces.find((other) => other.folder === folder);
  const wrong = (one?.src ?? []).flatMap(importsOf).filter((found) => !found.specifier.startsWith(".") && !isTypesOfZod(found));
  expect(one?.src).not.toEqual([]);
  expect(say(wrong, "nothing but its own files, and types of zod in core")).toEqual([]);

  function isTypesOfZod({ specifier, typeOnly }: Import): boolean {
    return folder === "packages/core" && specifier === "zod" && typeOnly;
  }
});

test("no package and no plugin starts a process", () => {
  const wrong = libraries
    .flatMap((one) => one.src.flatMap(importsOf))
    .filter(({ specifier }) => specifier.endsWith("child_process"));
  expect(say(wrong, "none: only apps and tests may")).toEqual([]);
});

test("no form of import goes unseen", () => {
  const forms = [
    'import a from "pkg-a"',
    'import type { B } from "pkg-b"',
    'import { type C } from "@scope/pkg-c/deep"',
    'import "pkg-d"',
    'export * from "pkg-e"',
    'export { f } from "pkg-f"',
    'const g = await import("pkg-g")',
    'type H = import("pkg-h").H',
    'const i = require("pkg-i")',
    'const j = import.meta.resolve("pkg-j")',
    'const k = "pkg-k"; // import "pkg-l"',
  ];
  const found = importsAmong(nodesIn(forms.join("\n"), "x.ts"));
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map((letter) => `pkg-${letter}`);
  expect(found.map(({ from }) => from?.replace("@scope/", ""))).toEqual(names);
  expect(found.map(({ at }) => at)).toEqual(names.map((_name, index) => `x.ts:${index + 1}`));
  expect(found.filter(({ typeOnly }) => typeOnly).map(({ at }) => at)).toEqual(["x.ts:2", "x.ts:3", "x.ts:8"]);
});

function staysInside(one: Workspace, { at, specifier }: Import): boolean {
  const path = at.slice(0, at.lastIndexOf(":"));
  const target = normalize(join(dirname(path), specifier));
  const isSource = path.startsWith(`${one.folder}/src/`);
  if (one.group === "e2e" || one.group === "benchmarks")
    return target.startsWith(`${one.folder}/`) || target.startsWith("scripts/");
  // Real servers that tests start are the same for everybody.
  if (!isSource && target.startsWith("scripts/servers/")) return true;
  return target.startsWith(isSource ? `${one.folder}/src/` : `${one.folder}/`);
}

function isExported({ specifier, from }: Import): boolean {
  const target = workspaces.find((one) => one.manifest.name === from);
  return `.${specifier.slice(from?.length)}` in (target?.manifest.exports ?? {});
}

function say(wrong: readonly Import[], expected: string): readonly string[] {
  return wrong.map(({ at, specifier }) => `${at} imports "${specifier}"; expected ${expected}`);
}
