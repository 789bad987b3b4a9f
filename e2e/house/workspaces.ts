/** The packages of this repository as they are on disk, for the house rules to check. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly description?: string;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Workspace {
  /** Relative to the root, such as `packages/core`. */
  readonly folder: string;
  readonly group: string;
  readonly manifest: Manifest;
  /** TypeScript files relative to the root: `src` is what is published, `rest` are tests, scenarios and benches. */
  readonly src: readonly string[];
  readonly rest: readonly string[];
}

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const rootManifest: Manifest = manifestOf(".");

export const workspaces: readonly Workspace[] = [...["packages", "plugins", "apps"].flatMap(inside), "benchmarks", "e2e"]
  .filter((folder) => existsSync(join(root, folder, "package.json")))
  .map(workspace);

export const published: readonly Workspace[] = workspaces.filter((one) => !one.manifest.private);

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Files below a folder, relative to the root, without installed or built ones. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ["node_modules", "dist", ".headgate"].includes(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

function inside(group: string): readonly string[] {
  return readdirSync(join(root, group)).map((name) => `${group}/${name}`);
}

function workspace(folder: string): Workspace {
  const files = filesBelow(folder).filter((path) => /\.(ts|mts|mjs)$/.test(path));
  const src = files.filter((path) => path.startsWith(`${folder}/src/`));
  const [group = folder] = folder.split("/");
  return { folder, group, manifest: manifestOf(folder), src, rest: files.filter((path) => !src.includes(path)) };
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(read(join(folder, "package.json"))) as Manifest;
}
