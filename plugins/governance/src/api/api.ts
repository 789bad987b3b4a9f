/** The management API of governance, in Bifrost's shapes. */
import type { Host, Route } from "@headgate/core";
import type { DirectoryStore } from "../directory/directory.ts";
import { createContext } from "./context.ts";
import { limitRoutes, providerRoutes } from "./limits.ts";
import { quotaRoute } from "./quota.ts";
import { resourceRoutes } from "./resource.ts";
import { customers, modelConfigs, routingRules, teams, virtualKeys } from "./resources.ts";
import { rotationRoutes } from "./rotation.ts";

export interface ApiOptions {
  /** How long the old value of a rotated key still works, in ms, unless the request says; default 0. */
  readonly rotationGraceMs?: number | undefined;
}

export type ApiHost = Pick<Host, "clock" | "store" | "providers">;

export function createApi(directory: DirectoryStore, host: ApiHost, { rotationGraceMs = 0 }: ApiOptions = {}): readonly Route[] {
  const context = createContext(directory, host);
  const { providers } = host;
  return [
    // Before `:id`, which would match them too.
    quotaRoute(context),
    ...rotationRoutes(context, rotationGraceMs),
    ...resourceRoutes(virtualKeys(context, providers), context),
    ...resourceRoutes(teams(context), context),
    ...resourceRoutes(customers(context), context),
    ...resourceRoutes(modelConfigs(context, providers), context),
    ...resourceRoutes(routingRules(context, providers), context),
    ...limitRoutes(context),
    ...providerRoutes(context, providers),
  ];
}
