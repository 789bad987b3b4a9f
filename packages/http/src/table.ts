/** All routes: the dialects' operations, the plugins' own routes, and aliases. */
import type { Access, MountedRoute, Send } from "@headgate/core";
import type { Dialect, Operation, StoredPath } from "@headgate/dialects";
import type { IncomingMessage } from "node:http";
import { passthroughMethods } from "./passthrough.ts";

export interface Entrance {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  /** A header that a request must carry to match. */
  readonly header?: string | undefined;
  readonly dialect: Dialect;
  /** "models" for a plugin's route: its path without slashes. */
  readonly operation: string;
  /** Present for inference: what the body must hold. */
  readonly inference?: Operation | undefined;
  /** For what providers store: the path as the provider has it, and this path's prefix before it. */
  readonly stored?: { readonly at: StoredPath; readonly prefix: string } | undefined;
  /** At a vendor's own address, such as `/anthropic/v1/messages`: the dialect whose provider gets bare model names. */
  readonly home?: string | undefined;
  readonly send: Send;
}

/** Aliases (`as`) repeat the operations' entrances under their own path, with the plugin's method and access. */
export function entrances(dialects: readonly Dialect[], routes: readonly MountedRoute[], send: Send): readonly Entrance[] {
  const operations = dialects.flatMap((dialect) =>
    dialect.operations.flatMap((operation) =>
      [...operation.paths, ...operation.paths.flatMap(underPrefixes)].map((path): Entrance => {
        const home = vendors.test(path) ? dialect.name : undefined;
        return { method: "POST", path, access: "client", dialect, operation: operation.name, inference: operation, home, send };
      }),
    ),
  );
  return [
    ...operations,
    ...dialects.flatMap((dialect) => passthroughs(dialect, send)),
    ...routes.flatMap((route) =>
      route.send ? [own(route, route.send, dialectAt(route.path, operations) ?? dialects[0]!)] : aliased(route, operations),
    ),
  ];
}

/** Bifrost's integrations begin like this. */
const vendors = /^(?:\/(?:litellm|langchain))?\/(?:openai|anthropic|genai)\//;

/** Clients of these frameworks use all dialects below one address. */
function underPrefixes(path: string): readonly string[] {
  return ["/litellm", "/langchain"].map((prefix) => prefix + path);
}

/** One for every method: only the provider's config says which are allowed. */
function passthroughs(dialect: Dialect, send: Send): readonly Entrance[] {
  const { passthrough: inference } = dialect;
  if (!inference) return [];
  const at = (method: string, path: string, stored?: Entrance["stored"]): Entrance => {
    return { method, path, access: "client", dialect, operation: inference.name, inference, stored, send };
  };
  return [
    ...inference.paths.flatMap((path) => passthroughMethods.map((method) => at(method, path))),
    ...storedAt(dialect).flatMap(({ path, ...stored }) =>
      (stored.at.methods ?? passthroughMethods).map((method) => at(method, path, stored)),
    ),
  ];
}

function storedAt({ stored }: Dialect): readonly (NonNullable<Entrance["stored"]> & { readonly path: string })[] {
  const [first = "", ...others] = stored?.below ?? [];
  return [first, ...others].flatMap((base) =>
    (stored?.paths ?? [])
      .filter(({ below }) => below?.includes(base) ?? true)
      .map((at) => {
        return { path: base + at.path, at, prefix: base.slice(0, base.length - first.length) };
      }),
  );
}

/** The entrance at this path that answers a request; undefined: none. */
export function entranceFor(
  those: readonly Entrance[],
  { method = "", url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
): Entrance | undefined {
  return those.find(
    (it) => takes(it, method) && (it.header === undefined || headers[it.header] !== undefined) && isAsked(it, url),
  );
}

/** What answers GET answers HEAD (RFC 9110, 9.1), unless a provider would be asked. */
function takes(it: Entrance, method: string): boolean {
  return it.method === method || (method === "HEAD" && it.method === "GET" && !it.inference);
}

/** The methods that these entrances take at this address; a path that names the operation can name one that does not exist. */
export function methodsAt(those: readonly Entrance[], url: string): readonly string[] {
  return [...new Set(those.filter((it) => isAsked(it, url)).map(({ method }) => method))];
}

/** The dialect whose errors a client expects at an unknown path: the one with the most similar beginning, the first of equals. */
export function dialectNear(url: string, dialects: readonly Dialect[]): Dialect {
  const asked = pathIn(url).split("/");
  const shared = (path: string): number => {
    const differs = path.split("/").findIndex((part, i) => part !== asked[i]);
    return differs < 0 ? Infinity : differs;
  };
  const near = dialects.map(({ operations, passthrough }) =>
    Math.max(0, ...[...operations, ...(passthrough ? [passthrough] : [])].flatMap(({ paths }) => paths.map(shared))),
  );
  return dialects[near.indexOf(Math.max(...near))]!;
}

/** The path without the query. A client that takes us for a proxy sends the whole address (RFC 9112, 3.2.2). */
export function pathIn(url: string): string {
  const path = url.split("?", 1)[0]!;
  return path.startsWith("/") ? path : path.replace(/^https?:\/\/[^/]*/i, "");
}

/** What the `*` stands for, without the query. */
export function restOf({ path }: Entrance, url: string): string {
  return pathIn(url).slice(path.length - 1);
}

function isAsked(it: Entrance, url: string): boolean {
  return !it.inference?.asked || it.inference.asked(restOf(it, url)) !== undefined;
}

/** A client that posts to an operation's path expects its dialect's errors, even if a plugin answers there. */
function dialectAt(path: string, operations: readonly Entrance[]): Dialect | undefined {
  return operations.find((it) => it.path === path)?.dialect;
}

function own({ method, path, access, header }: MountedRoute, send: Send, dialect: Dialect): Entrance {
  return { method, path, access, header, dialect, operation: path.replace(/^\/+/, ""), send };
}

function aliased({ method, path, access, as = "" }: MountedRoute, operations: readonly Entrance[]): readonly Entrance[] {
  const [from, to] = [path.replace(/\*$/, ""), as.replace(/\*$/, "")];
  return operations
    .filter((entrance) => entrance.path.startsWith(to))
    .map((entrance) => ({ ...entrance, method, access, path: from + entrance.path.slice(to.length) }));
}
