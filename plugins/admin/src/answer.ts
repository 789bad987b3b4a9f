/** How every route here is declared and answers: for admins, in JSON, kept by no cache. */
import { reply, type Reply, type Route } from "@headgate/core";

/** `path` after `/api`. */
export function adminRoute(path: string, handle: NonNullable<Route["handle"]>): Route {
  return { method: "GET", path: `/api${path}`, access: "admin", handle };
}

export function json(value: object): Reply {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return reply({ status: 200, headers, body: JSON.stringify(value) });
}
