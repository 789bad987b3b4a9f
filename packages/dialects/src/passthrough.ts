/** Whatever else a dialect's providers have: clients speak to them directly, and nothing they say is looked into. */
import type { Operation, Stored, StoredPath } from "./dialect.ts";

/** `path` ends in `/*`: what stands there is the path as the provider knows it, below its origin. */
export function passthroughAt(path: string): Operation {
  return {
    name: "passthrough",
    requestType: "passthrough",
    paths: [path],
    upstreamPath: "",
    required: [],
    usage: () => ({}),
  };
}

/** What of a provider's config says whom it lets through. */
export interface Gatekeeper {
  /** Those it serves; absent: all. */
  readonly operations?: readonly string[] | undefined;
  /** Absent: nothing passes. */
  readonly allows?: ((method: string, path: string) => boolean) | undefined;
}

/** `path` as it stands in an exchange. */
export function letsThrough(
  { operations, allows }: Gatekeeper,
  at: StoredPath | undefined,
  method: string,
  path: string,
): boolean {
  const made = at?.madeBy !== undefined && (operations?.includes(at.madeBy) ?? true);
  return made || (allows?.(method, path) ?? false);
}

/** The one that this is a path of, as it stands in an exchange; undefined: none. */
export function storedPathOf({ below, paths }: Stored, method: string, path: string): StoredPath | undefined {
  const [base = ""] = below;
  if (!path.startsWith(`${base}/`)) return undefined;
  const asked = path.slice(base.length).split("/");
  return paths.find((at) => (at.methods?.includes(method) ?? true) && fits(at.path.split("/"), asked));
}

function fits(pattern: readonly string[], asked: readonly string[]): boolean {
  const open = pattern.at(-1) === "*";
  if (open ? asked.length < pattern.length : asked.length !== pattern.length) return false;
  return pattern.every((part, i) => part === "*" || part.startsWith(":") || part === asked[i]);
}
