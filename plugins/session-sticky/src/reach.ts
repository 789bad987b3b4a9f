/** Keeps a session from reaching targets that this request may not use. */
import type { Call, Exchange, Providers, Target } from "@headgate/core";
import { Targets } from "@headgate/words";

/** Whether the request would go to this target without any session, or could on fallback. */
export type Reaches = (x: Exchange, call: Call, requested: string, target: Target) => boolean;

/** Fallback asks no more than this, and a client can send any number. */
const most = 20;

export function createReach(providers: Providers): Reaches {
  return (x, call, requested, target) => {
    if (isSame(call, target)) return true;
    if (!providers.get(target.provider)) return false;
    const decided = x.get(Targets);
    if (decided) return decided.some((other) => isSame(other, target));
    if (providers.resolve(requested).some((other) => isSame(other, target))) return true;
    const fallbacks = x.field("fallbacks");
    return Array.isArray(fallbacks) && fallbacks.slice(0, most).some((entry) => isFirst(entry, target));
  };

  function isFirst(entry: unknown, target: Target): boolean {
    const first = typeof entry === "string" ? providers.resolve(entry)[0] : undefined;
    return first !== undefined && isSame(first, target);
  }
}

export function isSame(one: Target, other: Target): boolean {
  return one.provider === other.provider && one.model === other.model;
}
