/** Type-checks pieces of TypeScript under the rules of this repository, all in one run of the compiler. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Block } from "./readme.ts";
import { root } from "./workspaces.ts";

/** The compiler's complaints, each at the line of the README it is about. */
export function complaints(blocks: readonly Block[]): readonly string[] {
  // Below node_modules, so that the packages of the house resolve as they do for a reader who installed them.
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "readme-"));
  try {
    return compile(blocks, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(blocks: readonly Block[], folder: string): readonly string[] {
  const files = blocks.map((_block, index) => `block-${index}.ts`);
  for (const [index, { text }] of blocks.entries()) writeFileSync(join(folder, `block-${index}.ts`), `${text}\nexport {};\n`);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const settings = { extends: join(root, "tsconfig.json"), compilerOptions: { typeRoots: [types()] }, include: [], files };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));

  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
  });
  const found = stdout.split("\n").filter((line) => line.startsWith("block-"));
  if (status !== 0 && found.length === 0) return [stdout];
  return found.map((line) => placed(line, blocks));
}

function placed(line: string, blocks: readonly Block[]): string {
  const [, index, row, rest] = /^block-(\d+)\.ts\((\d+),\d+\): (.*)$/.exec(line) ?? [];
  const block = blocks[Number(index)];
  return block === undefined ? line : `${block.readme}:${block.line + Number(row) - 1} ${rest}`;
}

function types(): string {
  return join(root, "node_modules", "@types");
}
