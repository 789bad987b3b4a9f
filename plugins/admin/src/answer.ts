/** How every route here is declared and answers: for admins, in JSON, kept by no cache. */
import { type Exchange, type MaybePromise, type Refusal, RefusalError, reply, type Reply, type Route } from "@headgate/core";

/** `path` after `/api`. */
export function adminRoute(
  path: string,
  handle: NonNullable<Route["handle"]>,
  { method = "GET", about }: Partial<Pick<Route, "method" | "about">> = {},
): Route {
  return { method, path: `/api${path}`, access: "admin", ...(about && { about }), handle };
}

/** What a write refuses is an answer, not a crash. */
export function answering(handle: (x: Exchange) => MaybePromise<object>): (x: Exchange) => Promise<Reply | Refusal> {
  return async (x) => {
    try {
      return json(await handle(x));
    } catch (error) {
      if (error instanceof RefusalError) return error.refusal;
      throw error;
    }
  };
}

export function json(value: object): Reply {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return reply({ status: 200, headers, body: JSON.stringify(value) });
}
