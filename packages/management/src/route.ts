/** How a management route answers: in JSON that no cache keeps. What it refuses is an answer, not a crash. */
import { type Exchange, type MaybePromise, RefusalError, reply, type Route, type RouteAbout } from "@headgate/core";

/** Returns the body of the answer. Throws a RefusalError to refuse. */
export type Answer = (x: Exchange) => MaybePromise<object>;

export function adminRoute(method: string, path: string, about: RouteAbout | undefined, answer: Answer): Route {
  return jsonRoute({ method, path, access: "admin", about }, answer);
}

/** For a route that is not only for admins. The status is the one that `about` gives, by default 200. */
export function jsonRoute(route: Pick<Route, "method" | "path" | "access" | "about">, answer: Answer): Route {
  return {
    ...route,
    async handle(x) {
      try {
        const body = JSON.stringify(await answer(x));
        // It may hold a secret.
        const headers = { "content-type": "application/json", "cache-control": "no-store" };
        return reply({ status: route.about?.status ?? 200, headers, body });
      } catch (error) {
        if (error instanceof RefusalError) return error.refusal;
        throw error;
      }
    },
  };
}

/** Adds the warnings only if there are any. */
export function withWarnings(view: object, warnings: readonly string[]): object {
  return warnings.length > 0 ? { ...view, warnings } : view;
}
