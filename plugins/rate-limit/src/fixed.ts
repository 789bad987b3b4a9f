/** The claims of limits that ask the same of every request, made once for each list of limits and not for each request. */
import type { Limit } from "@headgate/words";
import type { Claim, Claimed, Claims } from "./claims.ts";

/** Undefined where the request itself must be looked at, for its tokens. */
export type FixedClaims = (limits: readonly Limit[], make: () => Claims) => Claimed | undefined;

/** Whoever gives limits gives the same list again for as long as it holds, or a new one: a list never changes. */
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
