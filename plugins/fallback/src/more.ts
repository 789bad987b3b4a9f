/** Tells plugins further in whether another target would be asked, so that they need not wait for a silent one. */
import { type Clock, isRefusal } from "@headgate/core";
import { attemptsLeft, type HasMoreTargets } from "@headgate/words";
import type { NextTarget } from "./resume.ts";
import { nameOf, type Route } from "./route.ts";

/** One function for all requests, about the first target; it reads the request only when it is called, so it costs nothing otherwise. */
export function createHasMore(route: Route, clock: Pick<Clock, "now">): HasMoreTargets {
  return (x, call) => {
    if (call.credential?.owner === "caller" || !attemptsLeft(x, clock.now())) return false;
    const targets = route(x, call);
    return !isRefusal(targets) && targets.length > 0;
  };
}

/** The targets that may continue an answer that broke off: a caller's own key may be sent nowhere else. */
export function createNextTarget(route: Route): NextTarget {
  return (x, call, tried) => {
    if (call.credential?.owner === "caller") return undefined;
    const targets = route(x, call);
    return isRefusal(targets) ? undefined : targets.find((target) => !tried.has(nameOf(target)));
  };
}
