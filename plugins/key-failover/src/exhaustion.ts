/** What the client is told if no key is left, in our words: the provider's would be about a key that is not the client's. */
import { type Host, type MaybePromise, type Refusal, refuse, refused, type RefusalInit, type Reply } from "@headgate/core";
import { serves } from "./pool.ts";
import { type KeyState, markOf, stateOf } from "./state.ts";
import type { Walker } from "./walker.ts";
import type { SteadyStore } from "./steady.ts";

export type Exhaustion = (walker: Walker) => MaybePromise<Reply>;

/** Looks at all keys once more, including those that were skipped: one may have recovered since. */
export function createExhaustion({ clock, store }: Pick<Host, "clock"> & { readonly store: SteadyStore }): Exhaustion {
  return (walker) => {
    const { pool, call, sent } = walker;
    const keys = pool.filter((key) => serves(key, call.model));
    if (keys.length === 0) return refused(noKeyFor(call.provider, call.model));
    const conclude = (stored: readonly (string | undefined)[]): Reply => {
      const why = judge(stored.map(markOf), clock.now(), walker.metFull);
      const out = refused(why, sent);
      // No wait makes a rejected key good.
      if (why === rejected) out.headers["x-should-retry"] = "false";
      return out;
    };
    const stored = keys.map(({ id }) => store.get(id));
    return areThere(stored) ? conclude(stored) : Promise.all(stored.map(async (it) => it)).then(conclude);
  };
}

function judge(marks: readonly number[], now: number, metFull: boolean): Refusal {
  const are = (state: KeyState): readonly number[] => marks.filter((mark) => stateOf(mark, now) === state);
  if (are("permanent").length === marks.length) return rejected;
  if (are("valid").length > 0) return metFull ? full : limited;
  return { ...limited, retryAfterMs: Math.min(...are("temporary")) - now };
}

function areThere(stored: readonly MaybePromise<string | undefined>[]): stored is readonly (string | undefined)[] {
  return !stored.some((it) => it instanceof Promise);
}

function noKeyFor(provider: string, model: string): Refusal {
  const message = `model not found: no configured key of ${provider} may be used for the model \`${model}\``;
  return stop({ code: "model_not_found", status: 404, message, param: "model" });
}

/** Another provider may do. */
function stop(init: RefusalInit): Refusal {
  return refuse({ by: "key-failover", scope: "target", ...init });
}

const tooMany = { code: "rate_limit_exceeded", status: 429, type: "rate_limit_error" };
const limited = stop({ ...tooMany, message: "all configured keys are rate-limited" });
const full = stop({ ...tooMany, message: "all configured keys that could be used are at their concurrency limit" });
const rejected = stop({
  code: "server_error",
  status: 502,
  type: "api_error",
  message: "all configured keys failed authentication",
});
