/** What every route of this API needs, and how it reads its path. */
import type { Clock, Exchange, Route, RouteAbout, Store } from "@headgate/core";
import { adminRoute as adminRouteAt, type Answer } from "@headgate/management";
import type { Limited } from "../model.ts";
import type { DirectoryStore } from "../directory/directory.ts";
import { type Usage, usageOf } from "./usage.ts";

export const base = "/api/governance";

export interface Context {
  readonly directory: DirectoryStore;
  readonly clock: Pick<Clock, "now">;
  /** For everything that an answer will show. */
  usage(all: readonly Limited[]): Promise<Usage>;
}

export function createContext(directory: DirectoryStore, { clock, store }: { clock: Pick<Clock, "now">; store: Store }): Context {
  return { directory, clock, usage: (all) => usageOf(store, all, clock.now()) };
}

/** `path` after the base. */
export function adminRoute(method: string, path: string, about: RouteAbout, answer: Answer): Route {
  return adminRouteAt(method, base + path, about, answer);
}

/** The segment after the resource's name, as it was sent: anything that is not an id is simply not found. */
export function idOf({ path }: Exchange): string {
  return path.split("/")[4] ?? "";
}
