/** What a routing rule makes of a call. */
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
import type { Caller } from "../judge/caller.ts";
import { noSuchKey } from "../judge/refusals.ts";
import type { World } from "../judge/world.ts";
import type { RoutingRule } from "../model.ts";
import { draw } from "./draw.ts";
import { factsOf } from "./facts.ts";
import { unused, type Use, type UseOf } from "./use.ts";

export interface Ruled {
  readonly rule: RoutingRule;
  /** Its provider is "" if the rule names none and nobody has routed the call. */
  readonly target: Target;
  readonly credential?: Credential | undefined;
  /** Tried in this order if the target fails. */
  readonly fallbacks: readonly Target[];
}

export type ByRule = (world: World, caller: Caller, x: Exchange, call: Call) => MaybePromise<Ruled | Refusal | undefined>;

export function createByRule({ providers, random }: Pick<Host, "providers" | "random">, useOf: UseOf): ByRule {
  const apply = (rule: RoutingRule, call: Call): Ruled | Refusal => {
    const { provider, model = call.model, key_id } = draw(rule.targets, random) ?? {};
    const target = { provider: provider ?? call.provider, model };
    const credential = key_id === undefined ? undefined : credentialOf(providers.get(target.provider)?.credentials, key_id);
    if (key_id !== undefined && !credential) return noSuchKey(target.provider, [key_id]);
    return { rule, target, credential, fallbacks: rule.fallbacks.flatMap((name) => providers.resolve(name).slice(0, 1)) };
  };
  return (world, caller, x, call) => {
    const { rules } = world;
    if (rules.empty) return undefined;
    const find = (use: Use): Ruled | Refusal | undefined => {
      const rule = rules.find(caller, factsOf(x, call, caller, use));
      return rule && apply(rule, call);
    };
    if (!rules.askUse) return find(unused);
    const uses = useOf([[...caller.levels, ...world.callLevels(caller, call)]]);
    return uses instanceof Promise ? uses.then(([use]) => find(use!)) : find(uses[0]!);
  };
}

export function isRuled(it: Ruled | Refusal | undefined): it is Ruled {
  return it !== undefined && !isRefusal(it);
}

function credentialOf(credentials: readonly Credential[] | undefined, name: string): Credential | undefined {
  return credentials?.find((credential) => credential.name === name);
}
