import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const budget = { gzipBytes: 4096, lines: 700 };

test(`the engine bundles to at most ${budget.gzipBytes} bytes, minified and gzipped`, async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("src/index.ts", root).pathname],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length).toBeLessThanOrEqual(budget.gzipBytes);
});

test(`the engine has at most ${budget.lines} lines that run`, async () => {
  const files = (await readdir(new URL("src/", root))).filter((name) => name.endsWith(".ts"));
  const lines = await Promise.all(files.map(async (name) => running(await readFile(new URL(`src/${name}`, root), "utf8"))));
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(budget.lines);
  expect(files.length).toBeGreaterThan(0);
});

test("the engine depends on nothing that runs", async () => {
  const manifest = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as Record<string, unknown>;
  expect(manifest["dependencies"]).toBeUndefined();
  expect(manifest["optionalDependencies"]).toBeUndefined();
});

/** Lines as esbuild prints them without types and comments. */
async function running(source: string): Promise<number> {
  const { code } = await transform(source, { loader: "ts", legalComments: "none" });
  return code.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}
