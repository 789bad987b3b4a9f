/** Where an operation lies at a provider: below its base URL as the dialect has it, unless the provider has it elsewhere. */

export interface PathOptions {
  /** By operation, `*` for every other: `{path}` is the dialect's own path, `{model}` the model, encoded for a path. */
  readonly paths?: Readonly<Record<string, Path>> | undefined;
  /** Put behind every path. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** One path, or a pair: of a whole answer and of a streamed one. */
export type Path = string | readonly [blocking: string, streaming: string];

/** From the dialect's own path, which may have a query; what it gives begins at the origin. */
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

/** Of a client's query all but what the provider's own says, and `key`, in which some clients send theirs for this gateway. */
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

/** Throws for a model that would lead out of its path. */
function filled(template: string, own: string, model: string): string {
  if (/^\.{1,2}$/.test(model) && template.includes("{model}")) throw new Error("a model that is a dot segment has no path");
  return template.replaceAll(/\{(?:path|model)\}/g, (name) =>
    name === "{path}" ? own : encodeURIComponent(model.replaceAll(/\p{Surrogate}/gu, "\ufffd")),
  );
}
