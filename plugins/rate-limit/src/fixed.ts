/** Claims that are the same for every request, made once for each list of limits instead of for each request. */
import type { Limit } from "@headgate/words";
import type { Claim, Claimed, Claims } from "./claims.ts";

/** Undefined if the request itself must be looked at, for its tokens. */
export type FixedClaims = (limits: readonly Limit[], make: () => Claims) => Claimed | undefined;

/** The plugin that gives limits gives the same list as long as it is valid, then a new one: a list never changes. */
export function createFixedClaims(scope: Claim["scope"]): FixedClaims {
  const known = new WeakMap<readonly Limit[], Claimed | false>();
  return (limits, make) => {
    let fixed = known.get(limits);
    if (fixed === undefined) {
      const claims = make();
      if (!limits.some(({ tokens }) => tokens)) for (const limit of limits) claims.add(limit, scope);
      fixed = limits.some(({ tokens }) => tokens) ? false : { list: claims.list, holds: claims.holds };
      known.set(limits, fixed);
    }
    return fixed || undefined;
  };
}
