/** The rate limits of a request and of each of its calls, for whoever counts them. */
import type { Clock } from "@headgate/core";
import type { CallerLimits, Limit, Quota } from "@headgate/words";
import { limitKey } from "../directory/counter-key.ts";
import type { Caller } from "./caller.ts";
import type { Counted, Level } from "./level.ts";
import type { World } from "./world.ts";

export type LimitsOf = (caller: Caller) => CallerLimits | undefined;

/** Undefined if no rate limit can apply to a request of this caller. */
export function createLimits(world: () => World, clock: Pick<Clock, "now">): LimitsOf {
  /** Both are keyed by what lives as long as a world, and are rebuilt when a period is over. */
  const lists = new WeakMap<readonly Level[], Listed>();
  const callers = new WeakMap<Caller, CallerLimits>();
  const limitsOf = (levels: readonly Level[]): readonly Limit[] => {
    if (levels.length === 0) return none;
    const now = clock.now();
    let listed = lists.get(levels);
    if (!listed || now < listed.from || now >= listed.until) lists.set(levels, (listed = listOf(levels, now)));
    return listed.limits;
  };
  return (caller) => {
    if (!caller.hasRates && !world().limitsCalls) return undefined;
    const request = limitsOf(caller.levels);
    const known = callers.get(caller);
    if (known?.request === request) return known;
    const limits: CallerLimits = { request, call: (_x, call) => limitsOf(world().callLevels(caller, call)) };
    callers.set(caller, limits);
    return limits;
  };
}

const none: readonly Limit[] = [];

interface Listed {
  readonly limits: readonly Limit[];
  /** The time that lies in all of their periods. */
  readonly from: number;
  readonly until: number;
}

function listOf(levels: readonly Level[], now: number): Listed {
  const limits: Limit[] = [];
  let [from, until] = [-Infinity, Infinity];
  for (const { owner, rate, requests, tokens } of levels) {
    if (!rate) continue;
    limits.push({ owner, key: limitKey(rate.id), requests: quotaOf(requests, now), tokens: quotaOf(tokens, now) });
    for (const period of [requests?.period(now), tokens?.period(now)]) {
      from = Math.max(from, period?.from ?? from);
      until = Math.min(until, period?.until ?? until);
    }
  }
  return { limits, from, until };
}

function quotaOf(counted: Counted<string> | undefined, now: number): Quota | undefined {
  return counted && { max: counted.max, window: counted.period(now), every: counted.of };
}
