/** A router's paths as OpenAPI writes them. */

export interface PathTemplate {
  /** "/api/keys/{id}" for "/api/keys/:id". */
  readonly path: string;
  /** Its parameters, in order. */
  readonly names: readonly string[];
}

/** One factory for each document. Paths that differ only in the names of their parameters are the same path, and keep the first one's names. */
export function createPaths(): (path: string) => PathTemplate {
  const known = new Map<string, PathTemplate>();
  return (path) => {
    const names: string[] = [];
    const template = path.replace(parameter, (_all, name: string | undefined) => {
      names.push(name ?? rest);
      return `{${name ?? rest}}`;
    });
    const shape = template.replace(/\{\w+\}/g, "{}");
    const found = known.get(shape) ?? { path: template, names };
    known.set(shape, found);
    return found;
  };
}

/** The name of what a trailing "*" matches. */
export const rest = "rest";

const parameter = /:(\w+)|\*+$/g;
