/** Plugin routes: each is compiled behind what stands before its plugin in the list, and behind nothing else. */
import { compile } from "./compile.ts";
import type { Hooks, Route, Send } from "./hooks.ts";
import type { Runtime } from "./runtime.ts";
import { type Member, toReply } from "./stage.ts";

export interface MountedRoute extends Route {
  readonly plugin: string;
  /** Absent for an alias (`as`): the exchange goes through the whole pipeline. */
  readonly send?: Send;
}

export function mountRoutes(members: readonly Member[], runtime: Runtime): MountedRoute[] {
  return members.flatMap(({ name: plugin, hooks }, i) =>
    ((hooks as Hooks).routes ?? []).map((route) => {
      if (!route.handle) return { ...route, plugin };
      const answer: Send = async (x) => toReply(await route.handle!(x), plugin);
      return { ...route, plugin, send: compile(members.slice(0, i), answer, runtime).send };
    }),
  );
}
