/** Finds the plugin route that answers a request, as the edge's router does. */
import type { MountedRoute } from "@headgate/core";

export function routeFor(routes: readonly MountedRoute[], asked: { method?: string; path?: string }): MountedRoute | undefined {
  return routes.find(({ method, path, send }) => send && method === asked.method && matches(path, asked.path ?? ""));
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  const rest = wanted.at(-1) === "*";
  if (rest ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every(
    (part, i) => part === given[i] || (part.startsWith(":") && given[i] !== "") || (rest && i === wanted.length - 1),
  );
}
