/** Which requests a provider's config lets through as they are. */

/** `path` begins at the origin and has no query. */
export type Allows = (method: string, path: string) => boolean;

/** Each `METHOD /path`: `*` is any method, and at the end of a path any that goes on there. No rules: nothing passes. */
export function createAllowList(rules: readonly string[] = []): Allows {
  const split = rules.map((rule) => {
    const [method = "", path = ""] = rule.split(" ", 2);
    return { method, path, below: path.endsWith("/*") ? path.slice(0, -1) : undefined };
  });
  return (method, path) =>
    split.some(
      (rule) =>
        (rule.method === "*" || rule.method === method) &&
        (rule.below === undefined ? path === rule.path : path.startsWith(rule.below) && path.length > rule.below.length),
    );
}
