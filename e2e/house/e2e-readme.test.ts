/** Keeps the list of e2e folders complete: each has one line in e2e/README.md. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { read, root } from "./workspaces.ts";

const readme = read("e2e/README.md");

test("e2e/README.md says what each folder is for", () => {
  const folders = readdirSync(join(root, "e2e"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => name);
  const rows = Array.from(readme.matchAll(/^\| \[([\w-]+)\]\(([\w-]+)\) \| \S.* \|$/gm), ([, name, link]) => `${name}: ${link}`);
  expect(rows.toSorted()).toEqual(folders.map((name) => `${name}: ${name}`).toSorted());
});

test("e2e/README.md fits a screen", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(70);
});
