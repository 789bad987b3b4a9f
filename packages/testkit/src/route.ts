/** Finds the plugin route that answers a request, as the edge's router does. */
import type { ExchangeInit, MountedRoute } from "@headgate/core";

export function routeFor(
  routes: readonly MountedRoute[],
  { method, path = "", headers = {} }: Partial<Pick<ExchangeInit, "method" | "path" | "headers">>,
): MountedRoute | undefined {
  return routes.find(
    (route) =>
      route.send &&
      route.method === method &&
      matches(route.path, path) &&
      (!route.header || headers[route.header] !== undefined),
  );
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  const rest = wanted.at(-1) === "*";
  if (rest ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every(
    (part, i) => part === given[i] || (part.startsWith(":") && given[i] !== "") || (rest && i === wanted.length - 1),
  );
}
