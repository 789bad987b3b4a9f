/** Keeps every package.json true: what is imported is declared, what is declared is imported, and versions are exact. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { allowed } from "./direction.ts";
import { type Import, importsOf } from "./imports.ts";
import { nodesOf, textOf } from "./syntax.ts";
import { root, rootManifest, type Workspace, workspaces } from "./workspaces.ts";

const EXACT = /^(npm:.+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
const versions = new Map(workspaces.map((one) => [one.manifest.name, one.manifest.version]));
const testkit = workspaces.find((one) => one.folder === "packages/testkit");

describe.each(workspaces.map((one) => [one.folder, one] as const))("%s/package.json", (folder, one) => {
  const dependencies = { ...one.manifest.dependencies };
  const peers = { ...one.manifest.peerDependencies };
  const isApart = ["benchmarks", "e2e"].includes(one.group);

  test("declares every package that is imported", () => {
    const declared = new Set([one.manifest.name, ...Object.keys(dependencies), ...Object.keys(peers)]);
    const forTests = new Set([...declared, ...Object.keys({ ...one.manifest.devDependencies, ...rootManifest.devDependencies })]);
    // Linked by the workspace, and never part of what a published package needs.
    if (testkit) forTests.add(testkit.manifest.name);
    const wrong = [...undeclared(one.src, declared), ...undeclared(one.rest, forTests)];
    expect(wrong.map(({ at, from }) => `${at} imports ${from}; expected it in the dependencies of ${folder}`)).toEqual([]);
  });

  test("declares nothing that is not used", () => {
    const files = isApart ? [...one.src, ...one.rest] : one.src;
    const used = new Set(files.flatMap(importsOf).map(({ from }) => from));
    // A config names its plugins by string: that is a use too.
    const named = new Set(files.flatMap(nodesOf).map(({ node }) => textOf(node)));
    // What a used package asks for as its peer is used by it.
    const asked = new Set([...used].flatMap((name) => (name === undefined ? [] : peersOf(name))));
    const idle = Object.keys({ ...dependencies, ...peers }).filter(
      (name) => !used.has(name) && !named.has(name) && !asked.has(name),
    );
    // Scenarios and benches are never published, and a config they start the gateway with may name any package.
    const wrong = isApart ? idle.filter((name) => !versions.has(name)) : idle;
    expect(wrong, "declared but imported by no file").toEqual([]);
  });

  test("depends only on packages below it", () => {
    const names = allowed(one);
    const wrong = Object.keys({ ...dependencies, ...peers }).filter((name) => versions.has(name) && !names.includes(name));
    expect(wrong, `allowed: ${names.join(", ") || "none"}`).toEqual([]);
  });

  test("pins third-party packages exactly, and our own packages to their version", () => {
    const wrong = Object.entries({ ...dependencies, ...one.manifest.devDependencies }).filter(([name, range]) =>
      versions.has(name) ? range !== versions.get(name) : !EXACT.test(range),
    );
    expect(wrong, "expected a version such as 1.2.3").toEqual([]);
  });
});

test.each(["packages/core", "packages/wire"])("%s has no dependencies", (folder) => {
  const one = workspaces.find((other) => other.folder === folder);
  expect(one?.manifest.dependencies ?? {}).toEqual({});
});

test.each(plugins())("%s takes the core as a peer, so that a gateway has one core", (_folder, one) => {
  expect(Object.keys(one.manifest.peerDependencies ?? {})).toContain("@headgate/core");
  expect(Object.keys(one.manifest.dependencies ?? {})).not.toContain("@headgate/core");
});

test("package.json at the root pins its tools exactly", () => {
  const wrong = Object.entries(rootManifest.devDependencies ?? {}).filter(([, range]) => !EXACT.test(range));
  expect(wrong).toEqual([]);
});

function plugins(): readonly (readonly [string, Workspace])[] {
  return workspaces.filter((one) => one.group === "plugins").map((one) => [one.folder, one]);
}

function undeclared(files: readonly string[], declared: ReadonlySet<string>): readonly Import[] {
  return files.flatMap(importsOf).filter(({ from }) => from !== undefined && !declared.has(from));
}

function peersOf(name: string): string[] {
  const file = join(root, "node_modules", name, "package.json");
  if (!existsSync(file)) return [];
  return Object.keys((JSON.parse(readFileSync(file, "utf8")) as { peerDependencies?: object }).peerDependencies ?? {});
}
