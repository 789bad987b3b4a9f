/** The routes of a plugin in as few lines as possible: one for each place, and none for the same routes under a prefix. */
import type { MountedRoute } from "@headgate/core";

interface Family {
  readonly route: MountedRoute;
  /** First segments of the longer paths that end like this one: `/litellm` of `/litellm/openai/v1/responses`. */
  readonly prefixes: ReadonlySet<string>;
}

export function routeLines(routes: readonly MountedRoute[]): readonly string[] {
  const places = new Map<string, Family[]>();
  const families = familiesOf(routes);
  const paths = new Set(families.map(({ route }) => route.path));
  for (const family of families) {
    const { plugin, access, path } = family.route;
    const place = JSON.stringify([plugin, access, placeOf(path, paths), ...family.prefixes]);
    places.set(place, [...(places.get(place) ?? []), family]);
  }
  return [...places.values()].map((those) => {
    const [{ route, prefixes }] = those as [Family];
    const also = prefixes.size === 0 ? "" : `, also under ${[...prefixes].join(", ")}`;
    const what = those.length === 1 ? described(route) : `${those.length} routes under ${placeOf(route.path, paths)}`;
    return `${what} (${route.access})${also}`;
  });
}

function familiesOf(routes: readonly MountedRoute[]): readonly Family[] {
  return routes
    .filter((route) => !routes.some((other) => isUnderPrefix(route, other)))
    .map((route) => {
      const longer = routes.filter((other) => isUnderPrefix(other, route));
      return { route, prefixes: new Set(longer.map(({ path }) => firstSegments(path, 1))) };
    });
}

/** One segment alone, such as `/*`, says too little to be the same route. */
function isUnderPrefix(route: MountedRoute, base: MountedRoute): boolean {
  const isLonger = route.path.length > base.path.length && route.path.endsWith(base.path) && base.path.lastIndexOf("/") > 0;
  return isLonger && sameFields.every((field) => route[field] === base[field]);
}

const sameFields = ["plugin", "method", "access", "header", "as"] as const;

/** Two segments, or one where that is a route itself, such as `/health`. */
function placeOf(path: string, paths: ReadonlySet<string>): string {
  const first = firstSegments(path, 1);
  return paths.has(first) ? first : firstSegments(path, 2);
}

function firstSegments(path: string, count: number): string {
  return path.split("/", count + 1).join("/");
}

function described({ method, path, header, as }: MountedRoute): string {
  return `${method} ${path}${header === undefined ? "" : ` with ${header}`}${as === undefined ? "" : ` as ${as}`}`;
}
