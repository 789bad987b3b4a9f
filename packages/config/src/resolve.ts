/** Finds a plugin's code as seen from some file. Before Node 24, Node's own resolver cannot resolve ES imports for another file. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isPlainObject } from "./path.ts";

/** Undefined when it is not found. `from` is a file's path. */
export function resolveModule(name: string, from: string): string | undefined {
  if (name.startsWith("file:")) return existing(fileURLToPath(name));
  if (name.startsWith(".") || isAbsolute(name)) return existing(resolve(dirname(from), name));
  const [, packageName = name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(name) ?? [];
  for (const folder of moduleFolders(from)) {
    const file = join(folder, packageName, "package.json");
    if (existsSync(file)) return entryOf(file, `.${rest}`);
  }
  try {
    // A package may name itself.
    return existing(createRequire(from).resolve(name));
  } catch {
    return undefined;
  }
}

/** Installed packages that look like plugins, for suggestions. */
export function pluginNames(from: string): readonly string[] {
  const list = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const names = moduleFolders(from).flatMap((folder) =>
    list(folder).flatMap((name) => (name.startsWith("@") ? list(join(folder, name)).map((inner) => `${name}/${inner}`) : [name])),
  );
  return [...new Set(names.filter((name) => /^@headgate\/plugin-|(^|\/)headgate-plugin-/.test(name)))];
}

function moduleFolders(from: string): readonly string[] {
  return createRequire(from).resolve.paths("headgate") ?? [];
}

function entryOf(packageFile: string, subpath: string): string | undefined {
  const { exports, main = "index.js" } = JSON.parse(readFileSync(packageFile, "utf8")) as { exports?: unknown; main?: string };
  const target = exports === undefined ? (subpath === "." ? main : subpath) : exported(exports, subpath);
  return target === undefined ? undefined : existing(join(dirname(packageFile), target));
}

function exported(exports: unknown, subpath: string): string | undefined {
  const bySubpath = isPlainObject(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  if (bySubpath) return pick(exports[subpath]);
  return subpath === "." ? pick(exports) : undefined;
}

/** The first target whose conditions hold, in the package's own order. */
function pick(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (!isPlainObject(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.has(condition) ? pick(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function existing(file: string): string | undefined {
  return existsSync(file) ? pathToFileURL(file).href : undefined;
}

/** Those of this process; when not built, this package and its neighbours run from source. */
const conditions: ReadonlySet<string> = new Set([
  "node",
  "import",
  "module-sync",
  "default",
  ...(import.meta.url.endsWith(".ts") ? ["@headgate/source"] : []),
  ...Array.from(process.execArgv.join(" ").matchAll(/(?:^|\s)(?:-C|--conditions)[=\s](\S+)/g), ([, condition]) => condition!),
]);
