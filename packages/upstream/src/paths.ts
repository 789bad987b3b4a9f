/** The path of an operation at a provider: the dialect's, below the base URL, unless the provider has its own. */

export interface PathOptions {
  /** By operation, `*` for every other: `{path}` is the dialect's own path, `{model}` the model, encoded for a path. */
  readonly paths?: Readonly<Record<string, Path>> | undefined;
  /** Appended to every path. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** One path, or a pair: for a whole answer and for a streamed one. */
export type Path = string | readonly [blocking: string, streaming: string];

/** Takes the dialect's own path, which can have a query; the result begins at the origin. */
export type PathTo = (own: string, operation: string, model: string, stream?: boolean) => string;

/** `basePath` has no slash at its end. */
export function pathsBelow(basePath: string, { paths, query }: PathOptions): PathTo {
  const asked = new URLSearchParams(query).toString();
  if (!paths && asked === "") return (own) => basePath + own;
  const withQuery = (path: string): string => (asked === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${asked}`);
  if (!paths) return (own) => withQuery(basePath + own);
  const otherwise = paths["*"];
  return (own, operation, model, stream) => {
    const path = Object.hasOwn(paths, operation) ? paths[operation] : otherwise;
    const template = typeof path === "object" ? path[stream ? 1 : 0] : path;
    return withQuery(basePath + (template === undefined ? own : filled(template, own, model)));
  };
}

/** Relays a client's query without the names in the provider's own query, and without `key`, where some clients send their key for this gateway. */
export function queryWith(own: PathOptions["query"] = {}): (clients: string) => string {
  const hidden = new Set(["key", ...Object.keys(own)]);
  const asked = new URLSearchParams(own).toString();
  return (clients) => {
    const crosses = (pair: string): boolean =>
      pair !== "" && ![...new URLSearchParams(pair).keys()].some((name) => hidden.has(name));
    const pairs = clients.replaceAll("#", "%23").split("&").filter(crosses);
    const all = asked === "" ? pairs : [...pairs, asked];
    return all.length === 0 ? "" : `?${all.join("&")}`;
  };
}

/** The model would lead out of its path. */
export class NoPath extends Error {}

/** Throws a NoPath. */
function filled(template: string, own: string, model: string): string {
  if (/^\.{1,2}$/.test(model) && template.includes("{model}")) throw new NoPath("a model that is a dot segment has no path");
  return template.replaceAll(/\{(?:path|model)\}/g, (name) =>
    name === "{path}" ? own : encodeURIComponent(model.replaceAll(/\p{Surrogate}/gu, "\ufffd")),
  );
}
