/** One file of the measured program and of the gateway as it stands in a tree: this checkout, or an earlier commit. */
import { build, type Plugin } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../machine/spawn.ts";

const entry = fileURLToPath(new URL("side.mjs", import.meta.url));
const groups = ["packages", "plugins"];

/** The full name of a commit; throws for what is none. */
export function commitOf(rev: string): string {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`];
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/** Unpacks a commit into `folder`; the checkout is left alone. */
export function unpack(commit: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, "tree.tar");
  execFileSync("git", ["archive", "--output", archive, commit, ...groups], { cwd: root });
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  return folder;
}

/** Third parties are the same for all trees: those that are installed here. */
export async function bundle(tree: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    plugins: [packagesOf(tree)],
  });
}

function packagesOf(tree: string): Plugin {
  const sources = new Map(groups.flatMap((group) => sourcesIn(join(tree, group))));
  return {
    name: "tree",
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        const found = sources.get(path);
        if (found) return { path: found };
        if (path.startsWith("@headgate/")) throw new Error(`${tree} has no ${path}`);
        return { path, external: true };
      });
    },
  };
}

function sourcesIn(group: string): readonly (readonly [string, string])[] {
  return readdirSync(group).flatMap((name) => {
    const manifest = manifestIn(join(group, name));
    const source = manifest?.exports["."]?.["@headgate/source"];
    return manifest && source ? [[manifest.name, join(group, name, source)] as const] : [];
  });
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Undefined for a folder that somebody has begun. */
function manifestIn(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
