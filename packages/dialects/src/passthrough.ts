/** Everything else that a dialect's providers offer: clients talk to them directly, and nothing is inspected. */
import type { Stored, StoredPath } from "./dialect.ts";
import type { Operation } from "./operation.ts";

/** `path` ends in `/*`, which stands for the path at the provider, below its origin. */
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

/** The part of a provider's config that says what it lets through. */
export interface Gatekeeper {
  /** The operations it serves; absent: all. */
  readonly operations?: readonly string[] | undefined;
  /** Absent: nothing passes. */
  readonly allows?: ((method: string, path: string) => boolean) | undefined;
}

/** `path` is the one in the exchange. */
export function letsThrough(
  { operations, allows }: Gatekeeper,
  at: StoredPath | undefined,
  method: string,
  path: string,
): boolean {
  const made = at?.madeBy !== undefined && (operations?.includes(at.madeBy) ?? true);
  return made || (allows?.(method, path) ?? false);
}

/** The stored path that matches the path of an exchange; undefined if none does. */
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
