/** Builds and packs every package as a release would, and checks what a user would get. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pack, type Packed } from "../../scripts/pack.mjs";
import { typeProblems } from "./types-check.ts";
import { published, read, root } from "./workspaces.ts";

const folder = mkdtempSync(join(tmpdir(), "headgate-shape-"));
let tarballs: ReadonlyMap<string, Packed>;

beforeAll(() => {
  tarballs = new Map(pack(folder).map((packed) => [packed.folder, packed]));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(published.map((one) => [one.folder, one] as const))("%s", (path, { manifest, src }) => {
  const packed = (): Packed => tarballs.get(path) ?? expect.unreachable(`${path} was not packed`);

  test("says what it is: MIT, one sentence, the files it ships", () => {
    expect(manifest).toMatchObject({ license: "MIT", description: expect.stringMatching(/\w.*\.$/) });
    expect(manifest.files).toEqual(["dist", "src"]);
  });

  test("ships its built code, its source and its READMEs, and nothing else", () => {
    const built = src.map((file) => file.slice(path.length + 5)).flatMap((file) => outputsOf(file));
    const sources = src.map((file) => file.slice(path.length + 1));
    const expected = ["package.json", "README.md", ...sources, ...built];
    const files = packed().files.filter((file) => !/^src\/.+\/README\.md$/.test(file));
    expect(files.toSorted()).toEqual(expected.toSorted());
  });

  test("publint has nothing to say", async () => {
    const tarball = readFileSync(packed().tarball);
    const data = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
    const { messages, pkg } = await publint({ level: "warning", strict: true, pack: { tarball: data } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("its types resolve for every importer", { timeout: 60_000 }, async () => {
    expect(await typeProblems(packed().tarball)).toEqual([]);
  });
});

test.each(published.flatMap((one) => Object.values(one.manifest.bin ?? {}).map((file) => join(one.folder, file))))(
  "%s can be run by name",
  (path) => {
    expect(read(path).split("\n", 1)).toEqual(["#!/usr/bin/env node"]);
  },
);

test("the license is at the root", () => {
  expect(readFileSync(join(root, "LICENSE"), "utf8")).toMatch(/^MIT License/);
});

function outputsOf(source: string): readonly string[] {
  const name = source.replace(/\.ts$/, "");
  return [`dist/${name}.js`, `dist/${name}.d.ts`];
}
