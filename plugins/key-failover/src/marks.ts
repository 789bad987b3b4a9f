/** Takes a refused key out of use for all replicas, gives a probed one back, and says so once. */
import type { Exchange, Host, MaybePromise, Refusal } from "@headgate/core";
import type { KeyFailoverConfig } from "./options.ts";
import { createRestAfter, type RestAfter } from "./rest.ts";
import { markOf, permanentMark, permanentTtlMs, stateOf } from "./state.ts";
import type { Walker } from "./walker.ts";
import type { SteadyStore } from "./steady.ts";

export interface Marks {
  readonly restAfter: RestAfter;
  /** The walker's current key must rest for `ms`; Infinity for good. */
  rest(walker: Walker, why: Refusal, ms: number): MaybePromise<void>;
  /** The walker's current key had a permanent mark but was accepted. Never rejects: the answer is good anyway. */
  clear(walker: Walker): Promise<void>;
}

export function createMarks(
  { clock, log, store }: Pick<Host, "clock" | "log"> & { readonly store: SteadyStore },
  options: KeyFailoverConfig,
): Marks {
  const keep = (walker: Walker, ms: number, now: number): MaybePromise<unknown> => {
    const { id } = walker.key;
    if (ms === Infinity) return store.max(id, permanentMark(now), permanentTtlMs);
    // A probe that is told to come back later was accepted: its wait replaces the permanent mark.
    return walker.probing ? store.set(id, String(now + ms), ms) : store.max(id, now + ms, ms);
  };
  const rest = (walker: Walker, why: Refusal, ms: number, stored: string | undefined): MaybePromise<void> => {
    const now = clock.now();
    const before = stateOf(markOf(stored), now);
    const kept = keep(walker, ms, now);
    const facts = { ...factsOf(walker), status: why.status };
    const temporary = ms !== Infinity;
    if (temporary && (before === "valid" || (before === "permanent" && walker.probing)))
      log.info({ ...facts, cooldown_ms: ms }, "key marked temporary");
    else if (!temporary && before !== "permanent") log.warn(facts, "key marked permanent");
    else log.debug(facts, `key refused, ${before} already`);
    return kept instanceof Promise ? kept.then(() => {}) : undefined;
  };
  return {
    restAfter: createRestAfter(options),
    rest(walker, why, ms) {
      // Read and marked in one turn if the store answers at once: of many simultaneous refusals one is the transition.
      const stored = store.get(walker.key.id);
      return stored instanceof Promise ? stored.then((it) => rest(walker, why, ms, it)) : rest(walker, why, ms, stored);
    },
    async clear(walker) {
      try {
        await store.delete(walker.key.id);
        log.debug(factsOf(walker), "key accepted again");
      } catch (err) {
        log.warn({ ...factsOf(walker), err }, "key accepted again, but its mark could not be removed");
      }
    },
  };
}

function factsOf({ x, sent, key }: Walker): { request: Exchange["id"]; provider: string; api_key_hint: string } {
  return { request: x.id, provider: sent!.provider, api_key_hint: key.credential.mask };
}
