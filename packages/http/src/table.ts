/** Every route there is: the dialects' operations, the plugins' own routes, and what stands for another. */
import type { Access, MountedRoute, Send } from "@headgate/core";
import type { Dialect, Operation, StoredPath } from "@headgate/dialects";
import type { IncomingMessage } from "node:http";
import { passthroughMethods } from "./passthrough.ts";

export interface Entrance {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  /** Only for requests that carry it. */
  readonly header?: string | undefined;
  readonly dialect: Dialect;
  /** "models" for a plugin's route: its path without slashes. */
  readonly operation: string;
  /** Present for inference: what the body must hold. */
  readonly inference?: Operation | undefined;
  /** Of what providers keep: whose path it is, and what stands before that in this one. */
  readonly stored?: { readonly at: StoredPath; readonly prefix: string } | undefined;
  readonly send: Send;
}

/** Aliases (`as`) repeat the operations' entrances under their own path, with the plugin's method and access. */
export function entrances(dialects: readonly Dialect[], routes: readonly MountedRoute[], send: Send): readonly Entrance[] {
  const operations = dialects.flatMap((dialect) =>
    dialect.operations.flatMap((operation) =>
      [...operation.paths, ...operation.paths.flatMap(underPrefixes)].map((path): Entrance => {
        return { method: "POST", path, access: "client", dialect, operation: operation.name, inference: operation, send };
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

/** Clients of these frameworks take all dialects below one address. */
function underPrefixes(path: string): readonly string[] {
  return ["/litellm", "/langchain"].map((prefix) => prefix + path);
}

/** For every method, for only its provider's config knows which of them there are. */
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

/** Which of those at one path answers a request; undefined: none. */
export function entranceFor(
  those: readonly Entrance[],
  { method = "", url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
): Entrance | undefined {
  return those.find(
    (it) => takes(it, method) && (it.header === undefined || headers[it.header] !== undefined) && isAsked(it, url),
  );
}

/** What answers GET answers HEAD (RFC 9110, 9.1), but for what a provider would be asked. */
function takes(it: Entrance, method: string): boolean {
  return it.method === method || (method === "HEAD" && it.method === "GET" && !it.inference);
}

/** The methods that those take at this address: where the path says what is asked, it may say nothing that there is. */
export function methodsAt(those: readonly Entrance[], url: string): readonly string[] {
  return [...new Set(those.filter((it) => isAsked(it, url)).map(({ method }) => method))];
}

/** Whose errors a client expects where there is nothing: the dialect with the path that begins most like it, the first of equals. */
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

/** Without the query. Who takes us for a proxy writes the whole address (RFC 9112, 3.2.2). */
export function pathIn(url: string): string {
  const path = url.split("?", 1)[0]!;
  return path.startsWith("/") ? path : path.replace(/^https?:\/\/[^/]*/i, "");
}

/** What stands in the place of the `*`, without the query. */
export function restOf({ path }: Entrance, url: string): string {
  return pathIn(url).slice(path.length - 1);
}

function isAsked(it: Entrance, url: string): boolean {
  return !it.inference?.asked || it.inference.asked(restOf(it, url)) !== undefined;
}

/** Whoever posts to an operation's path expects its dialect's errors, whatever a plugin has to say there. */
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
