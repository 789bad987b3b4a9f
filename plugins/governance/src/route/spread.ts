/** Spreads a bare model name over the providers of a virtual key, by their weights. */
import type { MaybePromise, Random, Target } from "@headgate/core";
import { allows } from "../judge/access.ts";
import type { Caller } from "../judge/caller.ts";
import { draw, weightOf } from "./draw.ts";
import type { Requests } from "./requested.ts";
import type { Use, UseOf } from "./use.ts";

/** The one drawn, then the others by descending weight; empty if no provider of this key has the model. */
export type Spread = (caller: Caller, model: string) => MaybePromise<readonly Target[]>;

export function createSpread(requests: Requests, useOf: UseOf, random: Pick<Random, "number">): Spread {
  return ({ key, configLevels }, model) => {
    const able = (key?.provider_configs ?? []).filter(
      (config) => allows(config, model) && requests.serves({ provider: config.provider, model }),
    );
    const pick = (from: typeof able): readonly Target[] => {
      const first = draw(from, random);
      const others = from.filter((config) => config !== first).toSorted((one, other) => weightOf(other) - weightOf(one));
      return (first ? [first, ...others] : []).map(({ provider }) => ({ provider, model }));
    };
    if (configLevels.size === 0 || able.length < 2) return pick(able);
    const free = (uses: readonly Use[]): readonly Target[] => {
      const left = able.filter((_config, i) => isFree(uses[i]!));
      // If every provider is at its limit, the limit itself refuses.
      return pick(left.length > 0 ? left : able);
    };
    const uses = useOf(able.map((config) => [configLevels.get(config)].filter((level) => level !== undefined)));
    return uses instanceof Promise ? uses.then(free) : free(uses);
  };
}

function isFree({ budget, tokens, requests }: Use): boolean {
  return budget < 100 && tokens < 100 && requests < 100;
}
