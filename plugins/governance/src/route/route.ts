/** Where a request goes: by a routing rule, else by the providers of its virtual key, else as its client wrote it. */
import {
  type Call,
  type Credential,
  type Exchange,
  type Host,
  isRefusal,
  type MaybePromise,
  type Refusal,
  type Target,
} from "@headgate/core";
import { allows } from "../judge/access.ts";
import type { Caller } from "../judge/caller.ts";
import type { Judge } from "../judge/judge.ts";
import { blocked } from "../judge/refusals.ts";
import { nameOf, type World } from "../judge/world.ts";
import { type ByRule, createByRule, type Ruled } from "./by-rule.ts";
import { createRequests } from "./requested.ts";
import { createSpread } from "./spread.ts";
import type { UseOf } from "./use.ts";

export interface Routed {
  readonly target: Target;
  readonly credential?: Credential | undefined;
  /** Ordered, with the target first; absent: fallback finds its own. */
  readonly targets?: readonly Target[] | undefined;
  /** The routing rule that decided, if one did. */
  readonly rule?: string | undefined;
}

/** A refusal if this caller may not go there; undefined if the call already points where it goes. */
export type Route = (world: World, caller: Caller, x: Exchange, call: Call) => MaybePromise<Routed | Refusal | undefined>;

export function createRoute(host: Pick<Host, "providers" | "random" | "clock">, judge: Judge, useOf: UseOf): Route {
  const requests = createRequests(host.providers);
  const spread = createSpread(requests, useOf, host.random);
  const byRule: ByRule = createByRule(host, useOf);

  /** The targets that this caller may use; if there are none, the refusal of the first. */
  const permitted = (caller: Caller, { target, targets, ...rest }: Routed): Routed | Refusal => {
    const now = host.clock.now();
    const no = judge.target(caller, target, now);
    if (no) return no;
    return { ...rest, target, targets: targets?.filter((other) => !judge.target(caller, other, now)) };
  };
  /** The client's own list of fallbacks, even an empty one, takes precedence over what we would add. */
  const listsFallbacks = (x: Exchange): boolean => (x.field("fallbacks") ?? undefined) !== undefined;

  const asWritten = (caller: Caller, x: Exchange, call: Call, requested?: string): Routed | Refusal | undefined => {
    if (!caller.key) return undefined;
    const now = host.clock.now();
    const no = judge.target(caller, call, now);
    if (!no && (requested === undefined || listsFallbacks(x))) return undefined;
    // An alias may have other targets too: those that are not allowed must not be tried.
    const all = requests.resolve(requested ?? nameOf(call));
    const targets = all.filter((target) => !judge.target(caller, target, now));
    if (!no) return targets.length < all.length ? { target: call, targets } : undefined;
    return targets.length > 0 ? { target: targets[0]!, targets } : no;
  };
  const byKey = (caller: Caller, x: Exchange, call: Call): MaybePromise<Routed | Refusal | undefined> => {
    const configs = caller.key?.provider_configs ?? [];
    if (configs.length === 0) return asWritten(caller, x, call);
    if (requests.namesTarget(x, call)) return asWritten(caller, x, call);
    const requested = requests.nameOf(x, call);
    if (!requests.isBare(requested)) return asWritten(caller, x, call, requested);
    const { model } = call;
    const choose = (targets: readonly Target[]): Routed | Refusal | undefined => {
      const target = targets[0];
      if (target) return permitted(caller, { target, targets: listsFallbacks(x) ? [target] : targets });
      if (configs.some((config) => allows(config, model))) return asWritten(caller, x, call, requested);
      return blocked("model_blocked", { provider: call.provider, model });
    };
    const targets = spread(caller, model);
    return targets instanceof Promise ? targets.then(choose) : choose(targets);
  };
  const go = (
    caller: Caller,
    x: Exchange,
    call: Call,
    ruled: Ruled | Refusal | undefined,
  ): MaybePromise<Routed | Refusal | undefined> => {
    if (isRefusal(ruled)) return ruled;
    if (!ruled) return byKey(caller, x, call);
    const { rule, target, credential, fallbacks } = ruled;
    const decided = (at: Target): Routed | Refusal =>
      permitted(caller, { target: at, credential, rule: rule.name, targets: [at, ...fallbacks] });
    if (target.provider !== "") return decided(target);
    const targets = spread(caller, target.model);
    const choose = (found: readonly Target[]): Routed | Refusal =>
      decided(found[0] ?? requests.resolve(target.model)[0] ?? target);
    return targets instanceof Promise ? targets.then(choose) : choose(targets);
  };
  return (world, caller, x, call) => {
    // A request with its own key, or straight to a provider, has chosen its target: it must be sent nowhere else.
    if (call.credential || x.operation === "passthrough") return judge.target(caller, call, host.clock.now());
    const ruled = byRule(world, caller, x, call);
    return ruled instanceof Promise ? ruled.then((it) => go(caller, x, call, it)) : go(caller, x, call, ruled);
  };
}
