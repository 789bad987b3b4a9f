/** Resolves "env.NAME" and "file.PATH": secrets are kept elsewhere, the config says where. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ConfigIssue } from "./config-error.ts";
import { formatPath, isPlainObject, type Path } from "./path.ts";

export interface Sources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The config file's folder, where relative paths start. */
  readonly folder: string;
}

export interface Dereferenced {
  readonly value: unknown;
  /** The original text of each reference, by formatted path. */
  readonly references: ReadonlyMap<string, string>;
  readonly issues: readonly ConfigIssue[];
}

export function dereference(raw: unknown, sources: Sources): Dereferenced {
  const references = new Map<string, string>();
  const issues: ConfigIssue[] = [];
  const text = (value: string, path: Path): string => {
    const [, kind, name] = /^(env|file)\.(.*)$/s.exec(value) ?? [];
    if (kind === undefined || name === undefined) return value;
    const place = formatPath(path);
    references.set(place, value);
    const read = kind === "env" ? readVariable(name, sources) : readFile(name, sources);
    if ("value" in read) return read.value;
    const expected = kind === "env" ? "an environment variable" : "a readable file";
    issues.push({ path: place, found: `${value}, which ${read.fault}`, expected });
    return value;
  };
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === "string") return text(value, path);
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (!isPlainObject(value)) return value;
    // A plugin in a TypeScript config is code, apart from its options.
    if (isPlainObject(value["spec"]) && path[0] === "plugins")
      return { ...value, options: walk(value["options"], [...path, "options"]) };
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, [...path, name])]));
  };
  return { value: walk(raw, []), references, issues };
}

type Read = { readonly value: string } | { readonly fault: string };

function readVariable(name: string, { environment }: Sources): Read {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return value === undefined || value === "" ? { fault: "is not set" } : { value };
}

function readFile(name: string, { folder }: Sources): Read {
  try {
    const value = readFileSync(resolve(folder, name), "utf8").replace(/\r?\n$/, "");
    return value === "" ? { fault: "is empty" } : { value };
  } catch (error) {
    return { fault: (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read" };
  }
}
