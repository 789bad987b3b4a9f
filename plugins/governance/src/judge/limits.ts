/** The rate limits of a request and of each of its calls, for whoever counts them. */
import type { Clock } from "@headgate/core";
import type { CallerLimits, Limit, Quota } from "@headgate/words";
import { limitKey } from "../directory/counter-key.ts";
import type { Caller } from "./caller.ts";
import type { Counted, Level } from "./level.ts";
import type { World } from "./world.ts";

export type LimitsOf = (caller: Caller) => CallerLimits | undefined;

/** Undefined when no rate limit can concern a request of this caller. */
export function createLimits(world: () => World, clock: Pick<Clock, "now">): LimitsOf {
  const limitsOf = (levels: readonly Level[]): readonly Limit[] => {
    const now = clock.now();
    return levels.flatMap(({ owner, rate, requests, tokens }) =>
      rate ? [{ owner, key: limitKey(rate.id), requests: quotaOf(requests, now), tokens: quotaOf(tokens, now) }] : [],
    );
  };
  return (caller) => {
    if (!caller.hasRates && !world().limitsCalls) return undefined;
    return {
      request: limitsOf(caller.levels),
      call: (_x, call) => limitsOf(world().callLevels(caller, call)),
    };
  };
}

function quotaOf(counted: Counted<string> | undefined, now: number): Quota | undefined {
  return counted && { max: counted.max, window: counted.period(now), every: counted.of };
}
