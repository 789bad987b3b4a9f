/** A running plugin as an admin sees it. */
import type { Described, MountedRoute } from "@headgate/core";

export type RouteView = Pick<MountedRoute, "method" | "path" | "access" | "as">;

export interface PluginView extends Omit<Described, "routes"> {
  readonly routes: readonly RouteView[];
}

export function pluginView({ name, hooks, inner, routes, degraded }: Described): PluginView {
  return { name, hooks, inner, routes: routes.map(routeView), degraded };
}

function routeView({ method, path, access, as }: MountedRoute): RouteView {
  return { method, path, access, ...(as !== undefined && { as }) };
}
