/** What every route of this API needs, and the ways in which each reads its path and writes its answer. */
import {
  type Clock,
  type Exchange,
  type Refusal,
  RefusalError,
  type Reply,
  reply,
  type Route,
  type RouteAbout,
  type Store,
} from "@headgate/core";
import type { Limited } from "../model.ts";
import type { DirectoryStore } from "../directory/directory.ts";
import type { View } from "./limit-views.ts";
import { type Usage, usageOf } from "./usage.ts";

export const base = "/api/governance";

export interface Context {
  readonly directory: DirectoryStore;
  readonly clock: Pick<Clock, "now">;
  /** Of all that an answer will show. */
  usage(all: readonly Limited[]): Promise<Usage>;
}

export function createContext(directory: DirectoryStore, { clock, store }: { clock: Pick<Clock, "now">; store: Store }): Context {
  return { directory, clock, usage: (all) => usageOf(store, all, clock.now()) };
}

/** What a write refuses is an answer, not a crash. */
export function adminRoute(method: string, path: string, about: RouteAbout, answer: (x: Exchange) => Promise<View>): Route {
  return route(method, path, "admin", about, answer);
}

export function route(
  method: string,
  path: string,
  access: Route["access"],
  about: RouteAbout,
  answer: (x: Exchange) => Promise<View>,
): Route {
  return {
    method,
    path: base + path,
    access,
    about,
    async handle(x): Promise<Reply | Refusal> {
      try {
        return json(await answer(x));
      } catch (error) {
        if (error instanceof RefusalError) return error.refusal;
        throw error;
      }
    },
  };
}

/** The segment after the resource's name, as it came: what is no id is only not found. */
export function idOf({ path }: Exchange): string {
  return path.split("/")[4] ?? "";
}

/** Names the warnings only where there are some. */
export function withWarnings(view: View, warnings: readonly string[]): View {
  return warnings.length > 0 ? { ...view, warnings } : view;
}

function json(view: View): Reply {
  return reply({
    status: 200,
    // A virtual key's value may be in it.
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(view),
  });
}
